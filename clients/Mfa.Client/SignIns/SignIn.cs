namespace Mfa.Client;

/// <summary>The first factor was right: what it says of the second.</summary>
public sealed record SignIn
{
    /// <summary>Whose it was.</summary>
    public required string AccountId { get; init; }

    /// <summary>Proof of the first factor, for challenges and enrolments.</summary>
    public required string SignInToken { get; init; }

    /// <summary>Until when the token is good.</summary>
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>One of <see cref="SecondFactorStates"/>.</summary>
    public required string SecondFactor { get; init; }

    /// <summary>The realm's date, while the second factor is optional.</summary>
    public DateTimeOffset? OptionalUntil { get; init; }

    /// <summary>How many recovery codes are left.</summary>
    public int RecoveryCodesRemaining { get; init; }

    /// <summary>What a challenge can be made with.</summary>
    public required IReadOnlyList<FactorSummary> Factors { get; init; }

    /// <summary>By signature only: this sign-in made the account.</summary>
    public bool? AccountCreated { get; init; }

    /// <summary>The token is not printed.</summary>
    public override string ToString() => $"{nameof(SignIn)} of {AccountId}, second factor {SecondFactor}";
}

/// <summary>A factor as a sign-in shows it.</summary>
public sealed record FactorSummary
{
    /// <summary>The factor's id, <c>fac_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>One of <see cref="FactorTypes"/>.</summary>
    public required string Type { get; init; }

    /// <summary>One of <see cref="FactorStatuses"/>: active or disabled.</summary>
    public required string Status { get; init; }

    /// <summary>What the person knows it by.</summary>
    public string? Hint { get; init; }
}

/// <summary>A text to be signed, once.</summary>
public sealed record SignatureSignIn
{
    /// <summary>Its id, <c>sig_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The signature is over exactly the UTF-8 bytes of this.</summary>
    public required string ContentToSign { get; init; }

    /// <summary>Until when the signature is taken.</summary>
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The signatures that the realm knows.</summary>
    public IReadOnlyList<SignatureKind>? Kinds { get; init; }
}

/// <summary>A kind of electronic signature.</summary>
public sealed record SignatureKind
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Its name, for people.</summary>
    public required string Name { get; init; }
}

/// <summary>What <see cref="SignIn.SecondFactor"/> says.</summary>
public static class SecondFactorStates
{
    /// <summary>A challenge must be passed.</summary>
    public const string Required = "required";

    /// <summary>A factor must be enrolled first.</summary>
    public const string EnrolmentRequired = "enrolment-required";

    /// <summary>Before the realm's date: the password will do for now.</summary>
    public const string Optional = "optional";
}
