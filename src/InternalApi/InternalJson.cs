using System.Text.Json.Serialization;

namespace Mfa.InternalApi;

/// <summary>The JSON of the routes between services; every service adds it to its own.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FactorSet))]
[JsonSerializable(typeof(FactorSummary))]
[JsonSerializable(typeof(VersionRaise))]
[JsonSerializable(typeof(RelyingPartyRecord))]
[JsonSerializable(typeof(TokenCheck))]
[JsonSerializable(typeof(Session))]
[JsonSerializable(typeof(PendingProof))]
[JsonSerializable(typeof(MailProof))]
[JsonSerializable(typeof(PendingProofState))]
[JsonSerializable(typeof(PendingProofCode))]
[JsonSerializable(typeof(PendingProofApproved))]
[JsonSerializable(typeof(OutcomeBatch))]
[JsonSerializable(typeof(PasswordCheck))]
[JsonSerializable(typeof(AccountCard))]
[JsonSerializable(typeof(SessionOrder))]
[JsonSerializable(typeof(SessionBegun))]
[JsonSerializable(typeof(AddressChange))]
[JsonSerializable(typeof(RecoveryCodeUse))]
[JsonSerializable(typeof(RecoveryCodeJudgement))]
[JsonSerializable(typeof(SessionsEnd))]
[JsonSerializable(typeof(AccountErasure))]
[JsonSerializable(typeof(ServiceStatus))]
[JsonSerializable(typeof(FactorExport))]
public sealed partial class InternalJson : JsonSerializerContext;
