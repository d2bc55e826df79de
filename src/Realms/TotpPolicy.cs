namespace Mfa.Realms;

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
