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
