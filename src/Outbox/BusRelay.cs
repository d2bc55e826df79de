using System.Data.Common;
using System.Text.Json;
using Mfa.Bus;
using Mfa.ServiceDefaults.Problems;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mfa.Outboxes;

/// <summary>
/// Publishes the rows that are for the bus and takes each out once the broker has confirmed it. What the broker does not take now it is told again;
/// two instances may tell the same row, and consumers know it by its id.
/// </summary>
internal sealed partial class BusRelay<TDb>(
    IServiceScopeFactory scopes, BusMessages messages, BusPublisher publisher, TimeProvider time, ILogger<BusRelay<TDb>> logger) : BackgroundService
    where TDb : DbContext
{
    private const int Batch = 50;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static readonly DateTimeOffset Never = new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private enum Fate
    {
        Confirmed,
        Again,
        Unreadable,
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                while (await RelayAsync(stoppingToken) == Batch)
                {
                    // There may be more.
                }
            }
            catch (Exception failure) when (failure is DbException or DbUpdateException)
            {
                Log.DatabaseFailed(logger, failure.GetBaseException().GetType().Name);
            }
        }
    }

    /// <returns>How many were confirmed.</returns>
    private async Task<int> RelayAsync(CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TDb>();
        var now = time.GetUtcNow();
        var due = await db.Set<OutboxRow>().AsNoTracking()
            .Where(row => row.Target == OutboxRow.Bus && row.DueAt <= now)
            .OrderBy(row => row.DueAt).Take(Batch).ToListAsync(stop);
        if (due.Count == 0)
            return 0;

        var fates = await Task.WhenAll(due.Select(async row => (Row: row, Fate: await PublishAsync(row, stop))));
        var confirmed = fates.Where(one => one.Fate == Fate.Confirmed).Select(one => one.Row.Id).ToArray();
        await db.Set<OutboxRow>().Where(row => confirmed.Contains(row.Id)).ExecuteDeleteAsync(stop);
        foreach (var group in fates.Where(one => one.Fate != Fate.Confirmed).GroupBy(one => (one.Fate, one.Row.Attempts)))
        {
            var ids = group.Select(one => one.Row.Id).ToArray();
            var attempts = group.Key.Attempts + 1;
            var next = group.Key.Fate == Fate.Unreadable ? Never : time.GetUtcNow() + OutboxCourier.Pause(attempts);
            await db.Set<OutboxRow>().Where(row => ids.Contains(row.Id))
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.Attempts, attempts).SetProperty(row => row.DueAt, next), stop);
        }

        return confirmed.Length;
    }

    private async Task<Fate> PublishAsync(OutboxRow row, CancellationToken stop)
    {
        try
        {
            await messages.Read(row.Path, row.Payload)(publisher, row.TraceParent, stop);
            return Fate.Confirmed;
        }
        catch (DependencyUnavailableException)
        {
            Log.NotConfirmed(logger, row.Id, row.Attempts + 1);
            return Fate.Again;
        }
        catch (JsonException)
        {
            Log.SetAside(logger, row.Id);
            return Fate.Unreadable;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The outbox can't be read or written ({Cause}); it goes on when the database is back")]
        public static partial void DatabaseFailed(ILogger logger, string cause);

        [LoggerMessage(2, LogLevel.Information, "The broker did not confirm outbox row {Row} (attempt {Attempt})")]
        public static partial void NotConfirmed(ILogger logger, long row, int attempt);

        [LoggerMessage(3, LogLevel.Error, "Outbox row {Row} is no message that this version knows: it is set aside (DueAt in the year 9999)")]
        public static partial void SetAside(ILogger logger, long row);
    }
}
