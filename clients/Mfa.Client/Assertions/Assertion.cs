namespace Mfa.Client;

/// <summary>A checked statement of the service: this person proved this, for this relying party, just now.</summary>
public sealed record Assertion
{
    /// <summary>Who: the account's id, <c>acc_…</c> (<c>sub</c>).</summary>
    public required string AccountId { get; init; }

    /// <summary>The realm's public address (<c>iss</c>).</summary>
    public required string Issuer { get; init; }

    /// <summary>Used once (<c>jti</c>).</summary>
    public required string Id { get; init; }

    /// <summary>What the relying party gave (<c>nonce</c>).</summary>
    public string? Nonce { get; init; }

    /// <summary>When it was made (<c>iat</c>).</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>Until when it may be used (<c>exp</c>).</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When the person proved it (<c>auth_time</c>).</summary>
    public DateTimeOffset? AuthenticatedAt { get; init; }

    /// <summary>By which challenge (<c>challenge</c>).</summary>
    public string? ChallengeId { get; init; }

    /// <summary><c>sign-in</c>, or <c>enrol</c> when the confirm of a factor signed in (<c>purpose</c>).</summary>
    public required string Purpose { get; init; }

    /// <summary>How strong it is: <c>mfa:1</c> to <c>mfa:3</c> (<c>acr</c>).</summary>
    public required string Acr { get; init; }

    /// <summary>The methods (RFC 8176, and <c>sc</c> for a signature) (<c>amr</c>).</summary>
    public required IReadOnlyList<string> Amr { get; init; }

    /// <summary>The kind of factor, see <see cref="FactorTypes"/> (<c>mfa_method</c>).</summary>
    public string? Method { get; init; }

    /// <summary>When password, address or factors last changed (<c>securityChangedAt</c>).</summary>
    public DateTimeOffset? SecurityChangedAt { get; init; }
}
