namespace Mfa.Directories.Domain;

/// <summary>An account that is being erased: it is no more here, and not all other services have acknowledged yet. No word of whose it was.</summary>
internal sealed class Erasure
{
    public required string AccountId { get; init; }

    public required string Realm { get; init; }

    public required DateTimeOffset At { get; init; }
}
