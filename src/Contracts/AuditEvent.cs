namespace Mfa.Contracts;

/// <summary>What happened, to whom, by whose call: ids only. Directory keeps it.</summary>
public sealed record AuditEvent
{
    /// <summary>The same however often it is told.</summary>
    public required string Id { get; init; }

    /// <summary>As <c>factor.confirmed</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Milliseconds since 1970.</summary>
    public required long At { get; init; }

    /// <summary>Null for what belongs to no realm.</summary>
    public string? Realm { get; init; }

    public string? AccountId { get; init; }

    /// <summary>Who asked for it; null when nobody did, as <see cref="Session"/>.</summary>
    public string? RelyingParty { get; init; }

    /// <summary>The relying party it happened to, where that is what was changed.</summary>
    public string? Subject { get; init; }

    public string? Session { get; init; }

    public string? ChallengeId { get; init; }

    public string? FactorId { get; init; }

    /// <summary><c>totp</c>, <c>email</c>, <c>recovery</c>, <c>none</c>, or <c>enrol</c> for a pending app.</summary>
    public string? Factor { get; init; }

    public string? Purpose { get; init; }

    /// <summary>A word that tells two events of a type apart, or why an operator did it, in his words.</summary>
    public string? Reason { get; init; }
}
