using System.Data;
using Mfa.Directories.Domain;
using Mfa.Directories.Storage;
using Mfa.InternalApi;
using Mfa.Storage;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories.Accounts;

/// <summary>
/// Accounts that a signature made and that never had a factor. Whether one has is Enrollment's to say: its event comes over the bus and may be late, so it
/// is asked before anything is erased.
/// </summary>
internal sealed class ProvisionalAccounts(DirectoryDb db, WriterTurns turns, EnrollmentClient enrollment, TimeProvider time)
{
    public const string Reason = "provisional";

    /// <summary>Some calls to Enrollment a round.</summary>
    private const int Batch = 20;

    public static Task<int> SettleAsync(DirectoryDb db, string accountId, CancellationToken stop) =>
        db.Accounts.Where(a => a.Id == accountId && a.ProvisionalUntil != null)
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.ProvisionalUntil, (DateTimeOffset?)null), stop);

    /// <summary>Erases those whose time is over.</summary>
    /// <returns>Whether there may be more.</returns>
    public async Task<bool> SweepAsync(CancellationToken stop)
    {
        var now = time.GetUtcNow();
        var late = await db.Accounts.AsNoTracking().Where(a => a.ProvisionalUntil < now).OrderBy(a => a.ProvisionalUntil).Take(Batch).ToListAsync(stop);
        foreach (var account in late)
        {
            var (factors, problem) = await enrollment.GetSummaryAsync(account.Realm, account.Id, stop);
            if (problem is not null)
                return false;
            await EndAsync(account, factors!.IsOwed(), now, stop);
        }

        return late.Count == Batch;
    }

    private async Task EndAsync(Account seen, bool settled, DateTimeOffset now, CancellationToken stop)
    {
        using var turn = await turns.TakeAsync(stop);
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.Serializable, stop);
        // It may have signed in meanwhile, which begins its time anew.
        if (await db.Accounts.AsNoTracking().SingleOrDefaultAsync(a => a.Id == seen.Id && a.ProvisionalUntil < now, stop) is not { } account)
            return;
        if (settled)
            await SettleAsync(db, account.Id, stop);
        else
            await db.EraseAsync(account, Reason, by: null, time, stop);
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        db.ChangeTracker.Clear();
    }
}
