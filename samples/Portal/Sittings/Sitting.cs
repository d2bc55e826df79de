using System.Text.Json.Serialization;
using Mfa.Client;

namespace Mfa.Samples.Portal.Sittings;

/// <summary>
/// What one person does at one realm's pages, from the first page to the sign-out. All of it stays on the portal's side; the browser has only a random
/// name for it.
/// </summary>
internal sealed class Sitting
{
    private static readonly TimeSpan StepUpLife = TimeSpan.FromMinutes(5);

    /// <summary>Raised by each form that was taken: one of an older page is not taken again (<see cref="SittingFilter"/>).</summary>
    public int Revision { get; set; }

    /// <summary>The page the person was last led to.</summary>
    public string? At { get; set; }

    /// <summary>What the page has to say first: what the last form led to.</summary>
    public Notice? Notice { get; set; }

    /// <summary>The service to be signed in to; null for the account pages.</summary>
    public string? Service { get; set; }

    /// <summary>How the person wants to sign in: <c>totp</c>, <c>email</c> or <c>none</c> (the password alone).</summary>
    public string? Way { get; set; }

    /// <summary>What was typed as the name.</summary>
    public string? Identifier { get; set; }

    /// <summary>In the assertion of this sign-in and of no other.</summary>
    public string? Nonce { get; set; }

    /// <summary>What the first factor opened.</summary>
    public FirstFactor? First { get; set; }

    /// <summary>A text that waits for its signature.</summary>
    public SignatureSignIn? Signature { get; set; }

    /// <summary>The kind of signature chosen for it.</summary>
    public string? SignatureKind { get; set; }

    /// <summary>The challenge whose code is awaited.</summary>
    public Challenge? Challenge { get; set; }

    /// <summary>The factor that is being enrolled.</summary>
    public Enrolment? Enrolment { get; set; }

    /// <summary>A code that is shown until the person says it is saved.</summary>
    public string? RevocationCode { get; set; }

    /// <summary>Codes that are shown until the person says they are saved.</summary>
    public IReadOnlyList<string>? RecoveryCodes { get; set; }

    /// <summary>Opens changes for five minutes.</summary>
    public string? StepUpToken { get; set; }

    public DateTimeOffset? StepUpUntil { get; set; }

    /// <summary>What the service has asserted, and the portal has checked.</summary>
    public Assertion? SignedIn { get; set; }

    /// <summary>Anything a page keeps of a form that was not taken; never a secret.</summary>
    public Dictionary<string, string> Typed { get; init; } = [];

    /// <summary>The sitting goes on under another name: whoever knew the old one has nothing.</summary>
    [JsonIgnore]
    public bool Renamed { get; set; }

    /// <summary>A factor was proved a moment ago: changes are open for as long as the service takes the token.</summary>
    public void OpenChanges(string? stepUpToken, DateTimeOffset now) => (StepUpToken, StepUpUntil) = (stepUpToken, now + StepUpLife);

    /// <summary>The sign-in that has begun is over; what was chosen stays.</summary>
    public void ForgetSignIn()
    {
        (First, Challenge, Enrolment, Signature, SignatureKind, SignedIn) = (null, null, null, null, null, null);
        (StepUpToken, StepUpUntil, RevocationCode, RecoveryCodes, Nonce) = (null, null, null, null, null);
    }

    /// <summary>Names nothing of what it holds.</summary>
    public override string ToString() => nameof(Sitting);
}

/// <summary>What a password or a signature has opened.</summary>
internal sealed record FirstFactor
{
    public const string Password = "pwd";
    public const string Signature = "sc";
    public const string RevocationCode = "rc";

    public required string AccountId { get; init; }

    public required string Token { get; init; }

    /// <summary><see cref="Password"/>, <see cref="Signature"/> or <see cref="RevocationCode"/> (with the password).</summary>
    public required string Method { get; init; }

    public required IReadOnlyList<FactorSummary> Factors { get; init; }

    /// <summary>One of <see cref="SecondFactorStates"/>; null after a revocation code.</summary>
    public string? SecondFactor { get; init; }

    public DateTimeOffset? OptionalUntil { get; init; }

    public int RecoveryCodesRemaining { get; init; }

    /// <summary>This sign-in by signature made the account.</summary>
    public bool AccountCreated { get; init; }

    public FactorSummary? Active(string type) => Factors.FirstOrDefault(factor => factor.Type == type && factor.Status == FactorStatuses.Active);

    public static FirstFactor Of(SignIn signIn, string method) => new()
    {
        AccountId = signIn.AccountId,
        Token = signIn.SignInToken,
        Method = method,
        Factors = signIn.Factors,
        SecondFactor = signIn.SecondFactor,
        OptionalUntil = signIn.OptionalUntil,
        RecoveryCodesRemaining = signIn.RecoveryCodesRemaining,
        AccountCreated = signIn.AccountCreated == true,
    };

    public override string ToString() => $"{nameof(FirstFactor)} {Method}";
}

/// <summary>A factor on its way.</summary>
internal sealed record Enrolment
{
    public required Factor Factor { get; init; }

    /// <summary>Where the person goes after it, a path of the portal.</summary>
    public required string Next { get; init; }

    public override string ToString() => $"{nameof(Enrolment)} {Factor.Type}";
}

/// <summary>What a page says first.</summary>
/// <param name="Key">Of a text in <c>Texts/CommonTexts</c>.</param>
/// <param name="Arguments">What stands in it.</param>
/// <param name="Kind"><c>error</c>, <c>warning</c>, <c>info</c> or <c>success</c>.</param>
internal sealed record Notice(string Key, string Kind = Notice.Error, params string[] Arguments)
{
    public const string Error = "error";
    public const string Warning = "warning";
    public const string Info = "info";
    public const string Success = "success";
}
