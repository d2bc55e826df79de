namespace Mfa.Client;

/// <summary>How far a rotation of the key-encryption key is.</summary>
public sealed record KeyRotation
{
    /// <summary>Such as <c>idle</c>, <c>running</c> or <c>done</c>.</summary>
    public required string State { get; init; }

    /// <summary>The key that everything is being wrapped with.</summary>
    public int KeyVersion { get; init; }

    /// <summary>How many data keys there are.</summary>
    public int Total { get; init; }

    /// <summary>How many still wait.</summary>
    public int Remaining { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it was done.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>How many could not be opened.</summary>
    public int Failed { get; init; }
}
