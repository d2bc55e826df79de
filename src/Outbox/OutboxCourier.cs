using System.Text;
using Mfa.ServiceDefaults.Problems;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Mfa.Outboxes;

/// <summary>Carries a row to its service and takes it out of the outbox once the service has acknowledged it.</summary>
public sealed partial class OutboxCourier(IHttpClientFactory clients, TimeProvider time, ILogger<OutboxCourier> logger)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>Called after the commit: a change counts as done for its caller only when its message has arrived.</summary>
    /// <returns>False: it was not acknowledged in time; the relay goes on trying.</returns>
    public async Task<bool> DeliverAsync(DbContext db, OutboxRow row, CancellationToken stop)
    {
        if (await CarryAsync(row, stop))
        {
            await db.Set<OutboxRow>().Where(r => r.Id == row.Id).ExecuteDeleteAsync(stop);
            return true;
        }

        var attempts = row.Attempts + 1;
        var due = time.GetUtcNow() + Pause(attempts);
        await db.Set<OutboxRow>().Where(r => r.Id == row.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.Attempts, attempts).SetProperty(r => r.DueAt, due), stop);
        return false;
    }

    /// <summary>0.25 s, doubling to 10 s.</summary>
    internal static TimeSpan Pause(int attempts) =>
        TimeSpan.FromMilliseconds(Math.Min(LongestPause.TotalMilliseconds, 250 * Math.Pow(2, Math.Min(attempts - 1, 10))));

    private async Task<bool> CarryAsync(OutboxRow row, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, row.Path)
        {
            Content = new StringContent(row.Payload, Encoding.UTF8, "application/json"),
        };
        try
        {
            using var response = await clients.CreateClient(row.Target).SendAsync(request, stop);
            if (!response.IsSuccessStatusCode)
                Log.NotAcknowledged(logger, row.Target, row.Id, (int)response.StatusCode);
            return response.IsSuccessStatusCode;
        }
        catch (DependencyUnavailableException)
        {
            Log.NotAcknowledged(logger, row.Target, row.Id, 0);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Target} did not acknowledge outbox row {Row} (status {Status})")]
        public static partial void NotAcknowledged(ILogger logger, string target, long row, int status);
    }
}
