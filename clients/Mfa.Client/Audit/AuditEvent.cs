namespace Mfa.Client;

/// <summary>A line of the audit log.</summary>
public sealed record AuditEvent
{
    /// <summary>The event's id, <c>evt_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Its realm.</summary>
    public required string Realm { get; init; }

    /// <summary>Its place in the realm's log, without gaps.</summary>
    public long Sequence { get; init; }

    /// <summary>What happened.</summary>
    public required string Type { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>When the log took it, which may be a little later.</summary>
    public DateTimeOffset? KeptAt { get; init; }

    /// <summary>Whose account it concerns.</summary>
    public string? AccountId { get; init; }

    /// <summary>Through which relying party, or by which operator.</summary>
    public string? RelyingParty { get; init; }

    /// <summary>The relying party or operator it happened to.</summary>
    public string? Subject { get; init; }

    /// <summary>In which of the account's sessions.</summary>
    public string? Session { get; init; }

    /// <summary>The challenge it concerns.</summary>
    public string? ChallengeId { get; init; }

    /// <summary>The factor it concerns.</summary>
    public string? FactorId { get; init; }

    /// <summary>The factor's kind.</summary>
    public string? Factor { get; init; }

    /// <summary>What for.</summary>
    public string? Purpose { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }
}

/// <summary>A signed point of a realm's audit log: what stands before it can't have been changed since.</summary>
public sealed record AuditCheckpoint
{
    /// <summary>The realm.</summary>
    public required string Realm { get; init; }

    /// <summary>1, 2, 3 … in its realm.</summary>
    public long Number { get; init; }

    /// <summary>The last event it covers.</summary>
    public long Sequence { get; init; }

    /// <summary>Over the hash before and the events since then.</summary>
    public required string Hash { get; init; }

    /// <summary>The hash of the checkpoint before.</summary>
    public string? Previous { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>All of this as a compact JWS of the service.</summary>
    public string? Signature { get; init; }
}

/// <summary>Which events are wanted; what is null does not matter.</summary>
public sealed record AuditFilter
{
    /// <summary>Of this realm.</summary>
    public required string Realm { get; init; }

    /// <summary>Of one account.</summary>
    public string? AccountId { get; init; }

    /// <summary>Of one type.</summary>
    public string? Type { get; init; }

    /// <summary>From this moment on.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before this moment.</summary>
    public DateTimeOffset? To { get; init; }
}
