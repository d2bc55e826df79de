using System.Data;
using System.Data.Common;
using Mfa.Directories.Storage;
using Mfa.ServiceDefaults.Problems;
using Mfa.Storage;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories.Notices;

/// <summary>Sends what had to wait, when its time has come. The rows are the truth: any instance goes on where another stopped.</summary>
internal sealed partial class NoticeRelay(IServiceScopeFactory scopes, WriterTurns turns, TimeProvider time, ILogger<NoticeRelay> logger) : BackgroundService
{
    private const int Batch = 50;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RelayAsync(stoppingToken);
            }
            catch (Exception failure) when (failure.GetBaseException() is DbException or DependencyUnavailableException)
            {
                Log.DatabaseFailed(logger, failure.GetBaseException().GetType().Name);
            }
        }
    }

    internal async Task RelayAsync(CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<DirectoryDb>();
        var sender = scope.ServiceProvider.GetRequiredService<NoticeSender>();
        var now = time.GetUtcNow();
        var accounts = await db.Notices.Where(notice => notice.SentAt == null && notice.DueAt <= now)
            .Select(notice => notice.AccountId).Distinct().OrderBy(account => account).Take(Batch).ToListAsync(stop);
        foreach (var account in accounts)
        {
            using var turn = await turns.TakeAsync(stop);
            await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.Serializable, stop);
            await sender.SendAsync(account, stop);
            await db.SaveChangesAsync(stop);
            await transaction.CommitAsync(stop);
            db.ChangeTracker.Clear();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Notices that waited can't be sent ({Cause}); it goes on when the database is back")]
        public static partial void DatabaseFailed(ILogger logger, string cause);
    }
}
