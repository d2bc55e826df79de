using System.Data;
using Mfa.Directories.Audits;
using Mfa.Directories.Storage;
using Mfa.InternalApi;
using Mfa.Outboxes;
using Mfa.Storage;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories.Accounts;

/// <summary>Accounts that are being erased: carries the word to the other services, and completes what all of them have acknowledged.</summary>
internal sealed class Erasures(DirectoryDb db, WriterTurns turns, ErasedTraces traces, OutboxCourier courier, TimeProvider time)
{
    private const int Batch = 50;

    /// <summary>At once, as far as they answer now; the relay goes on with the rest.</summary>
    public async Task TellAsync(string accountId, CancellationToken stop)
    {
        string[] paths = [EnrollmentClient.ErasurePath(accountId), ChallengeClient.ErasurePath(accountId)];
        foreach (var row in await db.Outbox.AsNoTracking().Where(row => row.Target != OutboxRow.Bus && paths.Contains(row.Path)).OrderBy(row => row.Id).ToListAsync(stop))
            await courier.DeliverAsync(db, row, stop);
    }

    /// <summary>
    /// An erasure is complete when nothing of it waits any more and this database's own files hold none of it; until then it is looked at again.
    /// </summary>
    /// <returns>Whether there may be more.</returns>
    public async Task<bool> CompleteAsync(CancellationToken stop)
    {
        var done = await db.Erasures.AsNoTracking().Where(e => !db.Outbox.Any(row => row.Target != OutboxRow.Bus && row.Path.Contains(e.AccountId)))
            .OrderBy(e => e.At).Take(Batch).ToListAsync(stop);
        if (done.Count == 0)
            return false;
        traces.Leave();
        if (!await traces.TryTakeAwayAsync(db.Database, stop))
            return false;
        using var turn = await turns.TakeAsync(stop);
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.Serializable, stop);
        foreach (var erasure in done)
        {
            // Another instance may have been here.
            if (await db.Erasures.Where(e => e.AccountId == erasure.AccountId).ExecuteDeleteAsync(stop) == 1)
                db.Add(AuditEvents.Row(AuditEvents.ErasureCompleted, time, null, erasure.Realm, erasure.AccountId));
        }

        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        db.ChangeTracker.Clear();
        return done.Count == Batch;
    }
}
