using System.Text.Json.Serialization;

namespace Mfa.Realms;

/// <summary>One population with its brand, locales, identifiers and policy. Configuration, never code; durations are whole seconds.</summary>
public sealed record Realm
{
    /// <summary>Lower-case letters, digits and dashes; part of every key, MAC and associated data.</summary>
    public required string Id { get; init; }

    /// <summary>The realm's name as people see it, one per locale.</summary>
    public required IReadOnlyDictionary<string, string> Names { get; init; }

    /// <summary>The issuer of this realm's assertions and the only host its links ever point to.</summary>
    public required Uri PublicUrl { get; init; }

    public required IReadOnlyList<string> Locales { get; init; }

    public required string DefaultLocale { get; init; }

    public required IdentifierType Identifier { get; init; }

    /// <summary>Who makes accounts: a relying party, or only an electronic signature (and an operator).</summary>
    public AccountOrigin AccountsMadeBy { get; init; } = AccountOrigin.RelyingParty;

    /// <summary>What an account that never had a factor shows beside its password to enrol the first.</summary>
    public required FirstEnrolmentProof FirstEnrolmentProof { get; init; }

    /// <summary>Null: nobody signs in with an electronic signature.</summary>
    public SignaturePolicy? Signature { get; init; }

    /// <summary>Before this instant an account that never had a factor may sign in without one; null: required since ever.</summary>
    public DateTimeOffset? SecondFactorRequiredFrom { get; init; }

    /// <summary>Kinds of factor the realm knows: <c>totp</c>, <c>email</c>, <c>recovery</c>.</summary>
    public required IReadOnlyList<string> Factors { get; init; }

    public required TotpPolicy Totp { get; init; }

    public CodeBudgets Budgets { get; init; } = new();

    public Lifetimes Lifetimes { get; init; } = new();

    public PasswordPolicy Passwords { get; init; } = new();

    public required HelpBlock Help { get; init; }

    public MailPolicy Mail { get; init; } = new();

    public OperatorPolicy Operators { get; init; } = new();

    /// <summary>IANA name of the zone in which the realm's people read times.</summary>
    public string TimeZone { get; init; } = "Etc/UTC";

    /// <summary>The realm's colour, <c>#rrggbb</c>.</summary>
    public string Colour { get; init; } = "#1d4f91";

    public bool RequiresSecondFactor(DateTimeOffset at) => SecondFactorRequiredFrom is not { } from || at >= from;
}

[JsonConverter(typeof(JsonStringEnumConverter<IdentifierType>))]
public enum IdentifierType
{
    [JsonStringEnumMemberName("username")] Username,
    [JsonStringEnumMemberName("idnp")] Idnp,
}

[JsonConverter(typeof(JsonStringEnumConverter<AccountOrigin>))]
public enum AccountOrigin
{
    [JsonStringEnumMemberName("relying-party")] RelyingParty,
    [JsonStringEnumMemberName("signature")] Signature,
}

[JsonConverter(typeof(JsonStringEnumConverter<FirstEnrolmentProof>))]
public enum FirstEnrolmentProof
{
    [JsonStringEnumMemberName("email")] Email,
    [JsonStringEnumMemberName("signature")] Signature,

    /// <summary>Password alone. Development and tests only: Production refuses a realm that says so.</summary>
    [JsonStringEnumMemberName("none")] None,
}

/// <summary>RFC 6238 parameters of new authenticator apps.</summary>
public sealed record TotpPolicy
{
    /// <summary>The issuer shown by the app, the part before the colon of the label.</summary>
    public required string Issuer { get; init; }

    /// <summary><c>SHA1</c>, <c>SHA256</c> or <c>SHA512</c>.</summary>
    public string Algorithm { get; init; } = "SHA1";

    /// <summary>6 or 8.</summary>
    public int Digits { get; init; } = 6;

    public int PeriodSeconds { get; init; } = 30;

    /// <summary>Steps accepted before and after the current one: 0 or 1.</summary>
    public int SkewSteps { get; init; } = 1;
}

/// <summary>How many wrong codes are looked at before the answer stops depending on the code (budgets B1, B2, B3).</summary>
public sealed record CodeBudgets
{
    /// <summary>B1: wrong codes a challenge.</summary>
    public int ChallengeWrong { get; init; } = 5;

    /// <summary>B2: wrong codes an account in a sliding <see cref="AccountWindow"/>.</summary>
    public int AccountWrong { get; init; } = 10;

    public int AccountWindow { get; init; } = 900;

    /// <summary>First cool-down after B2; doubles each time up to <see cref="CoolDownMaximum"/>.</summary>
    public int CoolDown { get; init; } = 900;

    public int CoolDownMaximum { get; init; } = 86_400;

    /// <summary>B3 for authenticator codes: wrong codes an account keeps before that kind is disabled.</summary>
    public int TotpWrong { get; init; } = 25;

    /// <summary>B3 for e-mailed codes.</summary>
    public int EmailWrong { get; init; } = 20;

    /// <summary>How long a wrong code counts towards B3.</summary>
    public int WrongKept { get; init; } = 7_776_000;

    /// <summary>Open challenges of one account and relying party.</summary>
    public int OpenChallenges { get; init; } = 3;

    /// <summary>M1: mails with a code an account in ten minutes.</summary>
    public int MailsInTenMinutes { get; init; } = 4;

    /// <summary>M1: mails with a code an account in a day; one relying party and network may use half of them.</summary>
    public int MailsADay { get; init; } = 12;

    /// <summary>M1: how often a challenge's mail may be sent again.</summary>
    public int MailResends { get; init; } = 3;

    /// <summary>M1: seconds between two sendings of a challenge's mail.</summary>
    public int MailResendPause { get; init; } = 30;

    /// <summary>Wrong recovery, revocation and reset codes an account in a day, looked at only after a right password.</summary>
    public int RecoveryWrong { get; init; } = 20;

    /// <summary>Texts that one relying party has handed out to be signed and that are still waited for.</summary>
    public int OpenSignatureRequests { get; init; } = 5000;

    /// <summary>Mails with a code that one relying party may have sent in a minute, over all its accounts.</summary>
    public int RelyingPartyMails { get; init; } = 6_000;

    /// <summary>Wrong codes that one relying party may bring in a minute, over all its accounts.</summary>
    public int RelyingPartyWrong { get; init; } = 1_200;

    public int WrongOf(string kind) => kind == "email" ? EmailWrong : TotpWrong;
}

/// <summary>How long things live, in seconds.</summary>
public sealed record Lifetimes
{
    /// <summary>Of a sign-in token of method <c>pwd</c>.</summary>
    public int SignInToken { get; init; } = 600;

    /// <summary>Of a sign-in token of method <c>sc</c> or <c>rc</c>, which opens an enrolment.</summary>
    public int EnrolmentToken { get; init; } = 1800;

    public int Challenge { get; init; } = 600;

    public int PendingFactor { get; init; } = 900;

    public int StepUpToken { get; init; } = 300;

    public int Assertion { get; init; } = 120;

    /// <summary>Of an account whose address nobody has confirmed or vouched for.</summary>
    public int UnconfirmedAccount { get; init; } = 86_400;

    /// <summary>Of a text to sign.</summary>
    public int SignatureRequest { get; init; } = 300;

    /// <summary>Of the code with which a person uses an operator's reset of a factor.</summary>
    public int ResetCode { get; init; } = 259_200;

    /// <summary>Of an account made with a signature, from the last one, until its first factor is confirmed.</summary>
    public int ProvisionalAccount { get; init; } = 86_400;

    /// <summary>Of an erased account's identifiers: until then a relying party makes no account of the same name.</summary>
    public int ReservedIdentifier { get; init; } = 7_776_000;
}

public sealed record PasswordPolicy
{
    public int MinimumLength { get; init; } = 8;

    public int MaximumLength { get; init; } = 256;

    /// <summary>PBKDF2-HMAC-SHA512 iterations. Below 210 000 only in development and tests.</summary>
    public int Iterations { get; init; } = 210_000;

    /// <summary>Wrong passwords {identifier, relying party, network} before each further one waits.</summary>
    public int FailuresBeforeBackOff { get; init; } = 5;

    /// <summary>Wrong passwords of one identifier from everywhere before it answers a growing 429.</summary>
    public int IdentifierFailures { get; init; } = 100;

    /// <summary>First wait in seconds; doubles with each further failure up to <see cref="BackOffMaximum"/>.</summary>
    public int BackOff { get; init; } = 2;

    public int BackOffMaximum { get; init; } = 900;

    /// <summary>Wrong passwords of one relying party a minute.</summary>
    public int RelyingPartyFailuresPerMinute { get; init; } = 600;
}

/// <summary>How the realm writes to people.</summary>
public sealed record MailPolicy
{
    /// <summary>The sender's address; null: <c>no-reply@</c> and the host of <see cref="Realm.PublicUrl"/>.</summary>
    public string? From { get; init; }

    /// <summary>The page behind a mail's "this was not me", under <see cref="Realm.PublicUrl"/>; it asks with a button and reports.</summary>
    public string ReportPath { get; init; } = "/report";

    /// <summary>Seconds after a notice in which further changes are gathered, to be told together in the next; 0: each has its own mail.</summary>
    public int NoticePause { get; init; } = 60;
}

/// <summary>What operators may do in the realm, and how many of them it takes.</summary>
public sealed record OperatorPolicy
{
    /// <summary>A factor is reset only when a second operator asks for it too.</summary>
    public bool ResetNeedsTwo { get; init; }
}

/// <summary>Who helps: shown on every page and in every mail of the realm.</summary>
public sealed record HelpBlock
{
    public required IReadOnlyDictionary<string, string> Names { get; init; }

    public required string Phone { get; init; }

    public string? Email { get; init; }

    public IReadOnlyDictionary<string, Uri> Links { get; init; } = new Dictionary<string, Uri>(StringComparer.Ordinal);
}
