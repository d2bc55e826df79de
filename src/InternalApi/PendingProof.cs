using Mfa.ServiceDefaults.Secrets;

namespace Mfa.InternalApi;

/// <summary>Enrollment's order to Challenge: prove that a pending authenticator app makes the right codes.</summary>
/// <param name="ChallengeId">Chosen by the caller, <c>chl_…</c>, so that a repeated order makes no second one.</param>
/// <param name="Secret">Sealed under the cache key, base64.</param>
/// <param name="Session">Who enrols; its tokens are what the confirm yields.</param>
/// <param name="SpendsSignInToken">The session comes from a sign-in token that the confirm spends when it yields an assertion or is of method <c>rc</c>.</param>
/// <param name="Nonce">Given: the confirm yields an assertion with it.</param>
/// <param name="LifeSeconds">How long the app may take.</param>
public sealed record PendingProof(
    string ChallengeId, Session Session, string FactorId, string Secret, string Algorithm, int Digits, int PeriodSeconds,
    bool SpendsSignInToken, string? Nonce, int LifeSeconds);

/// <param name="CreatedAt">Milliseconds since 1970 on the store's clock; the secret's <see cref="CachedFactor.BornAt"/>.</param>
public sealed record PendingProofState(string ChallengeId, string Status, long CreatedAt, long ExpiresAt, int AttemptsRemaining);

public sealed record PendingProofCode(string Realm, DisclosedText Code);

/// <summary>The code was right. The same code asks again for 60 s and gets the same answer.</summary>
/// <param name="Step">The step it burnt.</param>
public sealed record PendingProofApproved(long Step, long ApprovedAt, DisclosedText? Assertion, DisclosedText StepUpToken);
