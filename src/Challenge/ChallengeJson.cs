using System.Text.Json.Serialization;

namespace Mfa.Challenges;

/// <summary>The JSON of the public routes.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CreateChallengeRequest))]
[JsonSerializable(typeof(VerifyChallengeRequest))]
[JsonSerializable(typeof(VerifyChallengeResponse))]
[JsonSerializable(typeof(ChallengeResource))]
[JsonSerializable(typeof(ChallengePage))]
[JsonSerializable(typeof(ReportChallengeRequest))]
[JsonSerializable(typeof(ReportChallengeResponse))]
[JsonSerializable(typeof(PublishKeysResponse))]
internal sealed partial class ChallengeJson : JsonSerializerContext;
