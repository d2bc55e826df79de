using System.Data.Common;
using Mfa.Directories.Storage;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories.Passwords;

/// <summary>Takes away counts of wrong passwords that no longer count.</summary>
internal sealed partial class FailurePurge(IServiceScopeFactory scopes, TimeProvider time, ILogger<FailurePurge> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await PurgeAsync(stoppingToken);
            }
            catch (DbException failure)
            {
                Log.Postponed(logger, failure.GetType().Name);
            }
        }
    }

    internal async Task PurgeAsync(CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<DirectoryDb>();
        var now = time.GetUtcNow();
        await db.PasswordFailures.Where(row => row.CountedUntil < now && (row.KnownUntil == null || row.KnownUntil < now)).ExecuteDeleteAsync(stop);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Old counts could not be taken away ({Cause}); the next round tries again")]
        public static partial void Postponed(ILogger logger, string cause);
    }
}
