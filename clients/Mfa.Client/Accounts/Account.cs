namespace Mfa.Client;

/// <summary>A person's record in one realm.</summary>
public sealed record Account
{
    /// <summary>The account's id, <c>acc_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Its realm.</summary>
    public required string Realm { get; init; }

    /// <summary>What the person types to name it.</summary>
    public required IReadOnlyList<Identifier> Identifiers { get; init; }

    /// <summary>The address on record.</summary>
    public string? Email { get; init; }

    /// <summary>Somebody has shown that mail to the address arrives at the person.</summary>
    public bool EmailVerified { get; init; }

    /// <summary>An address that waits for its code.</summary>
    public PendingEmail? PendingEmail { get; init; }

    /// <summary>The person's name, for mails.</summary>
    public string? DisplayName { get; init; }

    /// <summary>The language of mails.</summary>
    public string? Locale { get; init; }

    /// <summary>Such as <c>active</c> or <c>locked</c>.</summary>
    public required string Status { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When password, address or factors last changed.</summary>
    public DateTimeOffset SecurityChangedAt { get; init; }
}

/// <summary>A name of an account.</summary>
public sealed record Identifier
{
    /// <summary>Such as <c>username</c> or <c>idnp</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The name itself.</summary>
    public required string Value { get; init; }
}

/// <summary>An address to which a code was mailed, and which is not the account's yet.</summary>
public sealed record PendingEmail
{
    /// <summary>The address, mostly hidden.</summary>
    public required string Hint { get; init; }

    /// <summary>How the code looks, such as <c>digits-6</c>.</summary>
    public string? Format { get; init; }

    /// <summary>Until when the code is good.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>How many tries are left.</summary>
    public int? AttemptsRemaining { get; init; }

    /// <summary>From when the mail may be asked for again.</summary>
    public DateTimeOffset? ResendAvailableAt { get; init; }

    /// <summary>What became of the mail.</summary>
    public Delivery? Delivery { get; init; }
}

/// <summary>Something that happened to an account, as its owner may read it.</summary>
public sealed record ActivityItem
{
    /// <summary>The event's id, <c>evt_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What happened.</summary>
    public required string Type { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The kind of factor it concerns.</summary>
    public string? Factor { get; init; }

    /// <summary>What for.</summary>
    public string? Purpose { get; init; }

    /// <summary>The name of the relying party through which it happened.</summary>
    public string? RelyingParty { get; init; }
}
