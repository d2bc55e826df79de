namespace Mfa.InternalApi;

/// <summary>Challenge tells Directory to end every session of an account: somebody reported a sign-in that was approved.</summary>
/// <param name="ChallengeId">The reported one. Telling it again changes nothing.</param>
public sealed record SessionsEnd(string Realm, string ChallengeId, string RelyingParty);

/// <summary>Directory tells Enrollment that an account is no more: its factors, codes and data key end. Telling it again changes nothing.</summary>
public sealed record AccountErasure(string Realm);
