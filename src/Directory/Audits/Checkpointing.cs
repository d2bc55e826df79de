using System.Data;
using System.Data.Common;
using Mfa.Directories.Storage;
using Mfa.ServiceDefaults.Keys;
using Mfa.ServiceDefaults.Problems;
using Mfa.Storage;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories.Audits;

/// <summary>
/// Makes a checkpoint of each realm whose audit log has grown, half a minute later at most. Number and sequence are unique in a realm: whatever several
/// instances do, it is one chain.
/// </summary>
internal sealed partial class Checkpointing(
    IServiceScopeFactory scopes, WriterTurns turns, KeyFolder keys, TimeProvider time, ILogger<Checkpointing> logger) : BackgroundService
{
    /// <summary>Entries a checkpoint covers at most: people wait for the database's one writer.</summary>
    private const int Most = 500;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await MakeAsync(stoppingToken);
            }
            catch (Exception failure) when (failure.GetBaseException() is DbException or DependencyUnavailableException)
            {
                Log.Postponed(logger, failure.GetBaseException().GetType().Name);
            }
        }
    }

    /// <summary>Until every entry is covered.</summary>
    internal async Task MakeAsync(CancellationToken stop)
    {
        foreach (var realm in await GrownAsync(stop))
            while (await MakeAsync(realm, stop))
            {
                // There may be more.
            }
    }

    private async Task<List<string>> GrownAsync(CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<DirectoryDb>();
        var covered = await db.AuditCheckpoints.GroupBy(checkpoint => checkpoint.Realm)
            .Select(realm => new { realm.Key, Sequence = realm.Max(checkpoint => checkpoint.Sequence) }).ToDictionaryAsync(realm => realm.Key, realm => realm.Sequence, stop);
        var kept = await db.AuditEvents.GroupBy(entry => entry.Realm)
            .Select(realm => new { realm.Key, Sequence = realm.Max(entry => entry.Sequence) }).ToListAsync(stop);
        return [.. kept.Where(realm => realm.Sequence > covered.GetValueOrDefault(realm.Key)).Select(realm => realm.Key)];
    }

    /// <returns>Whether there may be more to cover.</returns>
    private async Task<bool> MakeAsync(string realm, CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<DirectoryDb>();
        using var turn = await turns.TakeAsync(stop);
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.Serializable, stop);
        var before = await db.AuditCheckpoints.AsNoTracking().Where(checkpoint => checkpoint.Realm == realm)
            .OrderByDescending(checkpoint => checkpoint.Number).FirstOrDefaultAsync(stop);
        var from = before?.Sequence ?? 0;
        var entries = await db.AuditEvents.AsNoTracking().Where(entry => entry.Realm == realm && entry.Sequence > from)
            .OrderBy(entry => entry.Sequence).Take(Most).ToListAsync(stop);
        if (entries.Count == 0)
            return false;
        using var chain = new AuditChain(before?.Hash ?? AuditChain.Beginning.ToArray());
        foreach (var entry in entries)
            chain.Add(entry);
        db.Add(CheckpointSignatures.Sign(realm, before, entries[^1].Sequence, chain.End(), time.GetUtcNow(), keys.SigningKey(CheckpointSignatures.Key)));
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return entries.Count == Most;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The audit log gets no checkpoint now ({Cause}); it gets one when the database is back")]
        public static partial void Postponed(ILogger logger, string cause);
    }
}
