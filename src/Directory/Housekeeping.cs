using System.Data;
using System.Data.Common;
using Mfa.Directories.Accounts;
using Mfa.Directories.Audits;
using Mfa.Directories.Notices;
using Mfa.Directories.Storage;
using Mfa.Storage;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories;

/// <summary>
/// Erases accounts whose address nobody confirmed in time, or that a signature made and that got no factor, so that their identifiers are free again, and
/// takes away what has served its time. In batches: the database has one writer, and people wait for it.
/// </summary>
internal sealed partial class Housekeeping(
    IServiceScopeFactory scopes, WriterTurns turns, DirectoryMetrics metrics, TimeProvider time, ILogger<Housekeeping> logger) : BackgroundService
{
    private const int Batch = 100;
    private const string NeverConfirmed = "unconfirmed";
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>Longer than a confirmation may be repeated.</summary>
    private static readonly TimeSpan ConfirmedKept = TimeSpan.FromMinutes(5);

    /// <summary>How long an address whose code is over is shown as such.</summary>
    private static readonly TimeSpan OverKept = TimeSpan.FromHours(24);

    /// <summary>How long a text to sign that is over is told from one that never was.</summary>
    private static readonly TimeSpan TextKept = TimeSpan.FromHours(1);

    /// <summary>Longer than a challenge may be reported.</summary>
    private static readonly TimeSpan EndingsKept = TimeSpan.FromDays(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception failure) when (failure.GetBaseException() is DbException or ServiceDefaults.Problems.DependencyUnavailableException)
            {
                Log.Postponed(logger, failure.GetBaseException().GetType().Name);
            }
        }
    }

    internal async Task SweepAsync(CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<DirectoryDb>();
        while (await EraseAsync(db, stop) == Batch)
            db.ChangeTracker.Clear();
        var now = time.GetUtcNow();
        var (confirmed, over, sent, ended, expired) = (now - ConfirmedKept, now - OverKept, now - NoticeSender.Day, now - EndingsKept, now - TextKept);
        await TakeAwayAsync(db.UsedAssertions.Where(u => u.ExpiresAt < now), stop);
        await TakeAwayAsync(db.ClientSecrets.Where(s => s.ExpiresAt < now), stop);
        await TakeAwayAsync(db.PendingAddresses.Where(p => p.ConfirmedAt < confirmed), stop);
        await TakeAwayAsync(
            db.PendingAddresses.Where(p => p.ExpiresAt < over && !db.Accounts.Any(a => a.Id == p.AccountId && a.ConfirmBefore != null)), stop);
        await TakeAwayAsync(db.Notices.Where(n => n.SentAt < sent), stop);
        await TakeAwayAsync(db.SessionsEndings.Where(e => e.At < ended), stop);
        await TakeAwayAsync(db.SignatureRequests.Where(r => r.ExpiresAt < expired), stop);
        await TakeAwayAsync(db.ReservedIdentifiers.Where(i => i.Until < now), stop);
        while (await scope.ServiceProvider.GetRequiredService<Erasures>().CompleteAsync(stop))
            db.ChangeTracker.Clear();
        while (await scope.ServiceProvider.GetRequiredService<ProvisionalAccounts>().SweepAsync(stop))
            db.ChangeTracker.Clear();
    }

    private async Task<int> EraseAsync(DirectoryDb db, CancellationToken stop)
    {
        var now = time.GetUtcNow();
        var late = db.Accounts.AsNoTracking().IgnoreAutoIncludes().Where(a => a.ConfirmBefore < now);
        // Asked first: a change takes the database's one writer even when there is nothing to change.
        if (!await late.AnyAsync(stop))
            return 0;
        using var turn = await turns.TakeAsync(stop);
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.Serializable, stop);
        var accounts = await late.OrderBy(a => a.ConfirmBefore).Take(Batch)
            .Select(a => new { a.Id, a.Realm, Proofs = db.PendingAddresses.Where(p => p.AccountId == a.Id).Select(p => p.ChallengeId).ToList() }).ToListAsync(stop);
        var ids = accounts.ConvertAll(account => account.Id);
        await db.Accounts.Where(a => ids.Contains(a.Id)).ExecuteDeleteAsync(stop);
        db.AddRange(accounts.Select(account =>
            AuditEvents.Row(AuditEvents.AccountErased, time, null, account.Realm, account.Id, reason: NeverConfirmed)));
        db.AddRange(accounts.SelectMany(account => AccountErasing.Told(account.Id, account.Realm, account.Proofs, time)));
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        metrics.Address("erased", accounts.Count);
        return accounts.Count;
    }

    private async Task TakeAwayAsync<T>(IQueryable<T> rows, CancellationToken stop)
        where T : class
    {
        while (await rows.AnyAsync(stop))
        {
            using var turn = await turns.TakeAsync(stop);
            await rows.Take(Batch).ExecuteDeleteAsync(stop);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "What is over can't be taken away ({Cause}); it goes on when the database and Enrollment are back")]
        public static partial void Postponed(ILogger logger, string cause);
    }
}
