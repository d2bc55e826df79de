using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace Mfa.Directories.Audits;

/// <summary>What a verification of a realm's audit log found.</summary>
/// <param name="Covered">Entries that a right checkpoint covers.</param>
/// <param name="Waiting">Entries after the last checkpoint.</param>
/// <param name="Fault">What is wrong and where, in words; null when nothing is.</param>
internal sealed record AuditVerdict(long Covered, int Checkpoints, long Waiting, string? Fault)
{
    public bool IsWhole => Fault is null;
}

/// <summary>Follows a realm's checkpoints along its entries: whoever changed, took away or added one after its checkpoint needs the signing key.</summary>
internal static class AuditVerification
{
    /// <param name="entries">All of the realm, by their sequence.</param>
    /// <param name="checkpoints">All of the realm, by their number.</param>
    /// <param name="keys">The public keys <c>audit</c>, all versions.</param>
    public static async Task<AuditVerdict> VerifyAsync(
        string realm, IAsyncEnumerable<AuditEntry> entries, IAsyncEnumerable<AuditCheckpoint> checkpoints, IReadOnlyCollection<ECDsaSecurityKey> keys,
        CancellationToken stop)
    {
        await using var log = entries.GetAsyncEnumerator(stop);
        AuditCheckpoint? before = null;
        await foreach (var checkpoint in checkpoints.WithCancellation(stop))
        {
            var fault = await FaultOfAsync(realm, checkpoint, before, keys) ?? await FaultOfEntriesAsync(realm, checkpoint, before, log);
            if (fault is not null)
                return new AuditVerdict(before?.Sequence ?? 0, (int)(before?.Number ?? 0), 0, fault);
            before = checkpoint;
        }

        var covered = before?.Sequence ?? 0;
        var last = covered;
        while (await log.MoveNextAsync())
        {
            if (log.Current.Sequence != last + 1)
                return new AuditVerdict(covered, (int)(before?.Number ?? 0), last - covered, Missing(last + 1));
            last++;
        }

        return new AuditVerdict(covered, (int)(before?.Number ?? 0), last - covered, null);
    }

    private static async Task<string?> FaultOfAsync(
        string realm, AuditCheckpoint checkpoint, AuditCheckpoint? before, IReadOnlyCollection<ECDsaSecurityKey> keys)
    {
        var number = (before?.Number ?? 0) + 1;
        if (checkpoint.Realm != realm || checkpoint.Number != number || checkpoint.Sequence <= (before?.Sequence ?? 0))
            return $"Checkpoint {number} is missing or out of its place.";
        if (!checkpoint.Previous.AsSpan().SequenceEqual(before is null ? AuditChain.Beginning.Span : before.Hash))
            return $"Checkpoint {number} does not follow from the one before.";
        return await CheckpointSignatures.IsRightAsync(checkpoint, keys) ? null : $"The signature of checkpoint {number} is not right.";
    }

    private static async Task<string?> FaultOfEntriesAsync(string realm, AuditCheckpoint checkpoint, AuditCheckpoint? before, IAsyncEnumerator<AuditEntry> log)
    {
        var first = (before?.Sequence ?? 0) + 1;
        using var chain = new AuditChain(checkpoint.Previous);
        for (var sequence = first; sequence <= checkpoint.Sequence; sequence++)
        {
            if (!await log.MoveNextAsync() || log.Current.Sequence != sequence || log.Current.Realm != realm)
                return Missing(sequence);
            chain.Add(log.Current);
        }

        return CryptographicOperations.FixedTimeEquals(chain.End(), checkpoint.Hash)
            ? null : $"Of the entries {first} to {checkpoint.Sequence} at least one is not as checkpoint {checkpoint.Number} says.";
    }

    private static string Missing(long sequence) => $"Entry {sequence} is missing.";
}
