namespace Mfa.Client;

/// <summary>A new relying party or operator.</summary>
public sealed record CreateRelyingPartyRequest
{
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
    public bool? MayVouchForEmail { get; init; }

    /// <summary>Its keys; then it gets no secret. Operators always have keys.</summary>
    public PublicKeySet? Jwks { get; init; }
}

/// <summary>What changes of a relying party; what is null stays.</summary>
public sealed record UpdateRelyingPartyRequest
{
    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary>The realms it sees.</summary>
    public IReadOnlyList<string>? Realms { get; init; }

    /// <summary>What it may do.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>The services people sign in to.</summary>
    public IReadOnlyList<RegisteredService>? Services { get; init; }

    /// <summary>What it accepts.</summary>
    public RelyingPartyPolicy? Policy { get; init; }

    /// <summary>It may say of an address that it is the person's.</summary>
    public bool? MayVouchForEmail { get; init; }

    /// <summary>Its keys.</summary>
    public PublicKeySet? Jwks { get; init; }
}
