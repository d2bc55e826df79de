namespace Mfa.Client;

/// <summary>A relying party or an operator, as operators see it.</summary>
public sealed record RelyingPartyRecord
{
    /// <summary>The client's id, <c>rp_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The realms it sees.</summary>
    public required IReadOnlyList<string> Realms { get; init; }

    /// <summary>What it may do.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>The services people sign in to.</summary>
    public IReadOnlyList<RegisteredService>? Services { get; init; }

    /// <summary>What it accepts.</summary>
    public RelyingPartyPolicy? Policy { get; init; }

    /// <summary>It may say of an address that it is the person's.</summary>
    public bool MayVouchForEmail { get; init; }

    /// <summary>The keys it authenticates with, in place of a secret.</summary>
    public PublicKeySet? Jwks { get; init; }

    /// <summary><c>active</c> or <c>disabled</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Raised by every change; access tokens with another one are refused.</summary>
    public int ClientVersion { get; init; }

    /// <summary>Only in the answer that made it, and only without keys: shown once.</summary>
    public string? Secret { get; init; }

    /// <summary>The secret is not printed.</summary>
    public override string ToString() => $"{nameof(RelyingPartyRecord)} {Id}, {Status}";
}

/// <summary>A service people sign in to.</summary>
public sealed record RegisteredService
{
    /// <summary>What <see cref="RequestContext.Service"/> says.</summary>
    public required string Key { get; init; }

    /// <summary>Its name, by locale.</summary>
    public required IReadOnlyDictionary<string, string> Names { get; init; }
}

/// <summary>What a relying party accepts.</summary>
public sealed record RelyingPartyPolicy
{
    /// <summary>The kinds of factor, see <see cref="FactorTypes"/>.</summary>
    public required IReadOnlyList<string> Factors { get; init; }

    /// <summary><c>mfa:1</c> to <c>mfa:3</c>; null: any.</summary>
    public string? MinimumAcr { get; init; }

    /// <summary>Of one account; null: the realm's.</summary>
    public int? MaxOpenChallenges { get; init; }
}

/// <summary>A new secret of a relying party.</summary>
public sealed record IssuedClientSecret
{
    /// <summary>The secret, shown once.</summary>
    public required string Secret { get; init; }

    /// <summary>The secret is not printed.</summary>
    public override string ToString() => nameof(IssuedClientSecret);
}
