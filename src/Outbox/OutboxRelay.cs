using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mfa.Outboxes;

/// <summary>
/// Repeats what was committed but not acknowledged, until it is. Each row has its own pauses, so that one which a callee refuses holds up no other:
/// callees take messages in any order and any number of times. What is for the bus is <see cref="BusRelay{TDb}"/>'s.
/// </summary>
internal sealed partial class OutboxRelay<TDb>(IServiceScopeFactory scopes, OutboxCourier courier, TimeProvider time, ILogger<OutboxRelay<TDb>> logger)
    : BackgroundService
    where TDb : DbContext
{
    private const int Batch = 50;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>A row younger than this is still in the hands of the request that wrote it.</summary>
    private static readonly TimeSpan LeftToItsRequest = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RelayAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is DbException or DbUpdateException)
            {
                Log.DatabaseFailed(logger, failure.GetBaseException().GetType().Name);
            }
        }
    }

    private async Task RelayAsync(CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TDb>();
        var now = time.GetUtcNow();
        var settled = now - LeftToItsRequest;
        var due = await db.Set<OutboxRow>().AsNoTracking()
            .Where(row => row.Target != OutboxRow.Bus && row.DueAt <= now && row.CreatedAt <= settled)
            .OrderBy(row => row.Id).Take(Batch).ToListAsync(stop);
        foreach (var row in due)
            await courier.DeliverAsync(db, row, stop);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The outbox can't be read or written ({Cause}); it goes on when the database is back")]
        public static partial void DatabaseFailed(ILogger logger, string cause);
    }
}
