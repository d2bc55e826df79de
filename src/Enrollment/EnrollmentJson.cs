using System.Text.Json.Serialization;

namespace Mfa.Enrollments;

/// <summary>The JSON of Enrollment's routes and messages.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StartEnrolmentRequest))]
[JsonSerializable(typeof(ConfirmEnrolmentRequest))]
[JsonSerializable(typeof(ConfirmEnrolmentResponse))]
[JsonSerializable(typeof(FactorResource))]
[JsonSerializable(typeof(FactorPage))]
[JsonSerializable(typeof(ProveEnrolmentRequest))]
[JsonSerializable(typeof(IssueRevocationCodeResponse))]
[JsonSerializable(typeof(IssueRecoveryCodesResponse))]
[JsonSerializable(typeof(RevokeWithCodeRequest))]
[JsonSerializable(typeof(RevokeWithCodeResponse))]
[JsonSerializable(typeof(ResetFactorRequest))]
[JsonSerializable(typeof(ResetFactorResponse))]
[JsonSerializable(typeof(KeyRotationState))]
[JsonSerializable(typeof(HeldOrder))]
internal sealed partial class EnrollmentJson : JsonSerializerContext;
