namespace Mfa.Directories.Audits;

/// <summary>A signed statement that a realm's audit log was so up to here: never changed, never deleted.</summary>
internal sealed class AuditCheckpoint
{
    public required string Realm { get; init; }

    /// <summary>1, 2, 3 … in its realm.</summary>
    public required long Number { get; init; }

    /// <summary>Of the last entry it covers.</summary>
    public required long Sequence { get; init; }

    /// <summary>Of <see cref="Previous"/> and the entries since then, as <see cref="AuditChain"/> says.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>The hash of the checkpoint before; of the first, <see cref="AuditChain.Beginning"/>.</summary>
    public required byte[] Previous { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>A compact JWS over all of the above.</summary>
    public required string Signature { get; init; }
}
