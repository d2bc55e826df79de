namespace Mfa.Realms;

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
