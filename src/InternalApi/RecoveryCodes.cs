using Mfa.ServiceDefaults.Secrets;

namespace Mfa.InternalApi;

/// <summary>Challenge asks Enrollment, which keeps the recovery codes, to use one up. The same challenge may ask again with the same code.</summary>
/// <param name="Code">As the person typed it: 16 Crockford characters, in any case, with or without dashes.</param>
public sealed record RecoveryCodeUse(string Realm, string AccountId, string ChallengeId, string RelyingParty, string Session, DisclosedText Code);

/// <param name="Right">It was one of the account's, and is used up by this challenge.</param>
/// <param name="Remaining">How many are left.</param>
public sealed record RecoveryCodeJudgement(bool Right, int Remaining);
