namespace Mfa.InternalApi;

/// <summary>Challenge tells Directory to end every session of an account: somebody reported a sign-in that was approved.</summary>
/// <param name="ChallengeId">The reported one. Telling it again changes nothing.</param>
public sealed record SessionsEnd(string Realm, string ChallengeId, string RelyingParty);

/// <summary>
/// Directory tells that an account is no more. Enrollment destroys its factors, codes and data key, Challenge what it holds under the account's id. Telling it
/// again changes nothing.
/// </summary>
/// <param name="Proofs">Challenge's proofs of addresses that waited for their confirmation.</param>
public sealed record AccountErasure(string Realm, IReadOnlyList<string>? Proofs = null);
