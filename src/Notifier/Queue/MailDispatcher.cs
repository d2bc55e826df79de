using System.Collections.Concurrent;
using Mfa.Notifier.Mail;
using Mfa.ServiceDefaults.Problems;

namespace Mfa.Notifier.Queue;

/// <summary>Takes the mails that are due, a bounded number at once, and keeps their leases while they are on their way.</summary>
internal sealed partial class MailDispatcher(
    MailQueue queue, MailDelivering delivering, MailSignal signal, MailSettings settings, TimeProvider time, ILogger<MailDispatcher> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Renewal = TimeSpan.FromMilliseconds(MailQueue.LeaseTime / 3);

    /// <summary>What is on its way at a stop gets this long to end; another instance takes the rest.</summary>
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, Task> _running = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ending = new CancellationTokenSource();
        using var over = new CancellationTokenSource();
        var renewing = RenewAsync(over.Token);
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = await TakeAsync(ending.Token);
            await signal.WaitAsync(pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        ending.CancelAfter(Drain);
        await Task.WhenAll(_running.Values);
        await over.CancelAsync();
        await renewing;
    }

    private async Task<TimeSpan> TakeAsync(CancellationToken ending)
    {
        try
        {
            var room = settings.Concurrency - _running.Count;
            if (room > 0)
            {
                foreach (var mail in await queue.TakeAsync(room))
                    Start(mail, ending);
            }

            return Interval;
        }
        catch (DependencyUnavailableException failure)
        {
            Log.Waiting(logger, failure.Dependency);
            return AfterFailure;
        }
    }

    private void Start(TakenMail mail, CancellationToken ending)
    {
        // It is among the running before it can end.
        var started = new TaskCompletionSource();
        _running[mail.Id] = RunAsync();
        started.SetResult();

        async Task RunAsync()
        {
            await started.Task.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            await delivering.DeliverAsync(mail, ending);
            _running.TryRemove(mail.Id, out _);
            signal.Raise();
        }
    }

    private async Task RenewAsync(CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            await Task.Delay(Renewal, time, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                if (_running.Keys is { Count: > 0 } ids)
                    await queue.RenewAsync([.. ids]);
            }
            catch (DependencyUnavailableException failure)
            {
                Log.Waiting(logger, failure.Dependency);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Mails wait: {Dependency} does not answer")]
        public static partial void Waiting(ILogger logger, string dependency);
    }
}
