using System.Data;
using Mfa.Directories.Audits;
using Mfa.Directories.Domain;
using Mfa.Directories.Storage;
using Mfa.InternalApi;
using Mfa.Outboxes;
using Mfa.Storage;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories.Accounts;

/// <summary>Accounts that are being erased: carries the word to the other services, and completes what all of them have acknowledged.</summary>
internal sealed class Erasures(DirectoryDb db, WriterTurns turns, OutboxCourier courier, TimeProvider time)
{
    private const int Batch = 50;

    /// <summary>At once, as far as they answer now; the relay goes on with the rest.</summary>
    public async Task TellAsync(string accountId, CancellationToken stop)
    {
        foreach (var row in await Waiting(accountId).AsNoTracking().OrderBy(row => row.Id).ToListAsync(stop))
            await courier.DeliverAsync(db, row, stop);
    }

    /// <summary>
    /// An erasure is complete when nothing of it waits any more and this database's own log holds none of the deleted pages; until then it is looked at
    /// again.
    /// </summary>
    /// <returns>Whether there may be more.</returns>
    public async Task<bool> CompleteAsync(CancellationToken stop)
    {
        if (await FindDoneAsync(stop) is not { Count: > 0 } done)
            return false;
        using var turn = await turns.TakeAsync(stop);
        if (!await db.Database.TruncateLogAsync(stop))
            return false;
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.Serializable, stop);
        db.RemoveRange(done);
        db.AddRange(done.Select(erasure => AuditEvents.Row(AuditEvents.ErasureCompleted, time, null, erasure.Realm, erasure.AccountId)));
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        db.ChangeTracker.Clear();
        return done.Count == Batch;
    }

    private async Task<List<Erasure>> FindDoneAsync(CancellationToken stop)
    {
        List<Erasure> done = [];
        foreach (var erasure in await db.Erasures.OrderBy(e => e.At).Take(Batch).ToListAsync(stop))
        {
            if (!await Waiting(erasure.AccountId).AnyAsync(stop))
                done.Add(erasure);
        }

        return done;
    }

    private IQueryable<OutboxRow> Waiting(string accountId)
    {
        string[] paths = [EnrollmentClient.ErasurePath(accountId), ChallengeClient.ErasurePath(accountId), ChallengeClient.AccountVersionPath(accountId)];
        return db.Outbox.Where(row => row.Target != OutboxRow.Bus && paths.Contains(row.Path));
    }
}
