using System.Text.Json.Serialization;
using Mfa.Directories.Domain;
using Mfa.InternalApi;

namespace Mfa.Directories;

/// <summary>The JSON of Directory's requests, answers, events and columns.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AccessTokenRequest))]
[JsonSerializable(typeof(AccessTokenResponse))]
[JsonSerializable(typeof(AccessTokenRefusal))]
[JsonSerializable(typeof(CreateAccountRequest))]
[JsonSerializable(typeof(LookupAccountRequest))]
[JsonSerializable(typeof(UpdateAccountRequest))]
[JsonSerializable(typeof(ChangePasswordRequest))]
[JsonSerializable(typeof(AccountResource))]
[JsonSerializable(typeof(SignInRequest))]
[JsonSerializable(typeof(SignInResponse))]
[JsonSerializable(typeof(StartSignatureSignInRequest))]
[JsonSerializable(typeof(StartSignatureSignInResponse))]
[JsonSerializable(typeof(CompleteSignatureSignInRequest))]
[JsonSerializable(typeof(EraseAccountRequest))]
[JsonSerializable(typeof(LockAccountRequest))]
[JsonSerializable(typeof(UnlockAccountRequest))]
[JsonSerializable(typeof(AccountExport))]
[JsonSerializable(typeof(ConfirmEmailRequest))]
[JsonSerializable(typeof(ActivityPage))]
[JsonSerializable(typeof(SendTestMailRequest))]
[JsonSerializable(typeof(SendTestMailResponse))]
[JsonSerializable(typeof(OperationsStatus))]
[JsonSerializable(typeof(CreateRelyingPartyRequest))]
[JsonSerializable(typeof(UpdateRelyingPartyRequest))]
[JsonSerializable(typeof(RotateClientSecretRequest))]
[JsonSerializable(typeof(SwitchRelyingPartyRequest))]
[JsonSerializable(typeof(RelyingPartyResource))]
[JsonSerializable(typeof(RelyingPartyPage))]
[JsonSerializable(typeof(RealmResource))]
[JsonSerializable(typeof(AuditPage))]
[JsonSerializable(typeof(AuditCheckpointPage))]
[JsonSerializable(typeof(IReadOnlyList<RegisteredService>))]
[JsonSerializable(typeof(RelyingPartyPolicy))]
[JsonSerializable(typeof(IReadOnlyList<ClientKey>))]
internal sealed partial class DirectoryJson : JsonSerializerContext;
