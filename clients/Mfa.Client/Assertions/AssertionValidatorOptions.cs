namespace Mfa.Client;

/// <summary>What every assertion of a realm must be.</summary>
public sealed record AssertionValidatorOptions
{
    /// <summary>The realm's public address, exactly as the realm has it: <c>https://…</c>.</summary>
    public required string Issuer { get; init; }

    /// <summary>The relying party's own id, <c>rp_…</c>.</summary>
    public required string ClientId { get; init; }

    /// <summary>By how much the two clocks may differ.</summary>
    /// <value>5 seconds by default.</value>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>An assertion that claims to live longer is refused.</summary>
    /// <value>2 minutes by default, as the contract says.</value>
    public TimeSpan LongestLife { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Remembers what was used. By default this process does; where several share the work, give one that they share.</summary>
    public FirstUseCheck FirstUse { get; init; } = new UsedAssertions().TryUseAsync;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>Whether an assertion is used for the first time; it must remember that in the same step.</summary>
/// <param name="id">The assertion's <c>jti</c>.</param>
/// <param name="until">From then on the assertion is expired and can be forgotten.</param>
/// <param name="cancellationToken">Gives up.</param>
/// <returns>False: it was used before.</returns>
public delegate ValueTask<bool> FirstUseCheck(string id, DateTimeOffset until, CancellationToken cancellationToken);

/// <summary>What this sign-in expects of its assertion.</summary>
public sealed record AssertionExpectation
{
    /// <summary>The nonce given when challenge or enrolment began; null only where none was given.</summary>
    public required string? Nonce { get; init; }

    /// <summary>The account, where the relying party knows it already.</summary>
    public string? AccountId { get; init; }

    /// <summary><c>sign-in</c>, or <c>enrol</c> from the confirm of a factor; either is a complete sign-in.</summary>
    /// <value>Both by default.</value>
    public IReadOnlyList<string> Purposes { get; init; } = ["sign-in", "enrol"];

    /// <summary>The weakest that will do: <c>mfa:1</c>, <c>mfa:2</c> or <c>mfa:3</c>.</summary>
    /// <value><c>mfa:2</c> by default: a second factor.</value>
    public string MinimumAcr { get; init; } = "mfa:2";
}
