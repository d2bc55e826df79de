using System.Text.Json.Serialization;
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

/// <summary>An order to Challenge: mail a code to an address, and judge it. The address may belong to nobody yet.</summary>
/// <param name="ChallengeId">Chosen by the caller, <c>chl_…</c>, so that a repeated order makes no second one and sends no second mail.</param>
/// <param name="Purpose">One of <see cref="MailProofPurposes"/>.</param>
/// <param name="Session">Who asks; null for an address given when its account was made.</param>
/// <param name="FactorId">The pending factor; null for an address.</param>
/// <param name="Rebinds">The session has shown another proof than mail, so that e-mail disabled by wrong codes (B3) may be proved anew.</param>
/// <param name="SpendsSignInToken">As with <see cref="PendingProof"/>.</param>
/// <param name="Network">What the relying party says of the person's address; feeds the mail quota, never trust.</param>
public sealed record MailProof(
    string ChallengeId, string Purpose, string Realm, string AccountId, string RelyingParty, Session? Session, string? FactorId, Mailbox Mailbox,
    bool Rebinds, bool SpendsSignInToken, string? Nonce, string? Network, int LifeSeconds);

public static class MailProofPurposes
{
    /// <summary>Confirms a pending e-mail factor; yields a step-up token and, with a nonce, an assertion.</summary>
    public const string Enrol = "enrol";

    /// <summary>Opens the first enrolment of an authenticator app; yields nothing.</summary>
    public const string Prove = "prove";

    /// <summary>Confirms an account's address; yields nothing.</summary>
    public const string Address = "address";
}

/// <summary>An address and what one needs to know to write to it.</summary>
/// <param name="Name">How the person is called; null: not known.</param>
/// <param name="Locale">The account's.</param>
/// <param name="Label">The identifier as the person writes it.</param>
public sealed record Mailbox(string Address, string? Name, string Locale, string Label)
{
    /// <summary>Records print their members; this one's is a person's address.</summary>
    public override string ToString() => nameof(Mailbox);
}

/// <param name="CreatedAt">Milliseconds since 1970 on the store's clock; the secret's <see cref="CachedFactor.BornAt"/>.</param>
/// <param name="ResendAvailableAt">Of a mailed code: milliseconds; null when it can't be sent again.</param>
/// <param name="Delivery">Of a mailed code.</param>
public sealed record PendingProofState(
    string ChallengeId, string Status, long CreatedAt, long ExpiresAt, int AttemptsRemaining, long? ResendAvailableAt, Delivery? Delivery);

/// <summary>What is known of a code's mail, as the contract shows it.</summary>
/// <param name="State"><c>queued</c>, <c>handed-over</c>, <c>deferred</c>, <c>failed</c> or <c>expired</c>.</param>
/// <param name="At">Since when.</param>
/// <param name="Attempts">How often handing it over was tried.</param>
/// <param name="SmtpReply">With <c>failed</c> and <c>deferred</c>: the mail server's reply, as <c>550 5.1.1</c>.</param>
public sealed record Delivery(
    string State, DateTimeOffset At, int Attempts, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? SmtpReply);

public sealed record PendingProofCode(string Realm, DisclosedText Code);

/// <summary>The code was right. The same code asks again for 60 s and gets the same answer.</summary>
/// <param name="Step">The step it burnt; null of a mailed code.</param>
/// <param name="StepUpToken">Of purpose enrol.</param>
public sealed record PendingProofApproved(long? Step, long ApprovedAt, DisclosedText? Assertion, DisclosedText? StepUpToken);
