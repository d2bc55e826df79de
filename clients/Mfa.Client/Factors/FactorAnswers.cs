namespace Mfa.Client;

/// <summary>A factor that is active from now on.</summary>
public sealed record ConfirmedFactor
{
    /// <summary>The factor.</summary>
    public required Factor Factor { get; init; }

    /// <summary>For an authenticator app: removes it if the device is lost. Shown once.</summary>
    public string? RevocationCode { get; init; }

    /// <summary>If a nonce was given: the sign-in is complete.</summary>
    public string? Assertion { get; init; }

    /// <summary>Recent proof of a factor, for changes.</summary>
    public string? StepUpToken { get; init; }

    /// <summary>Neither code nor token is printed.</summary>
    public override string ToString() => $"{nameof(ConfirmedFactor)} {Factor?.Id}";
}

/// <summary>A new revocation code; the old one has ended.</summary>
public sealed record IssuedRevocationCode
{
    /// <summary>The code, shown once.</summary>
    public required string RevocationCode { get; init; }

    /// <summary>The code is not printed.</summary>
    public override string ToString() => nameof(IssuedRevocationCode);
}

/// <summary>New recovery codes; the old ones have ended.</summary>
public sealed record IssuedRecoveryCodes
{
    /// <summary>The codes, shown once.</summary>
    public required IReadOnlyList<string> Codes { get; init; }

    /// <summary>The codes are not printed.</summary>
    public override string ToString() => nameof(IssuedRecoveryCodes);
}

/// <summary>A lost factor was removed.</summary>
public sealed record FactorRevocation
{
    /// <summary>Whose it was.</summary>
    public required string AccountId { get; init; }

    /// <summary>With method <c>rc</c> it opens one enrolment.</summary>
    public required string SignInToken { get; init; }

    /// <summary>Until when the token is good.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary><c>rc</c>; or <c>pwd</c>, an ordinary sign-in, where another factor is active.</summary>
    public required string Method { get; init; }

    /// <summary>The factors that are left.</summary>
    public required IReadOnlyList<FactorSummary> Factors { get; init; }

    /// <summary>The token is not printed.</summary>
    public override string ToString() => $"{nameof(FactorRevocation)} of {AccountId}, method {Method}";
}

/// <summary>An operator's help for somebody who has lost a factor and the code against it.</summary>
public sealed record FactorReset
{
    /// <summary>What the person types in place of the revocation code, with the password. Shown once; null while a second operator has to agree.</summary>
    public string? ResetCode { get; init; }

    /// <summary>Until when it is good, or can be agreed to.</summary>
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The code is not printed.</summary>
    public override string ToString() => nameof(FactorReset);
}
