using Mfa.Bus;
using Mfa.ServiceDefaults.Problems;

namespace Mfa.Notifier.Queue;

/// <summary>Tells the bus what became of the mails, each until the broker has confirmed it.</summary>
internal sealed partial class OutcomeTeller(MailQueue queue, BusPublisher bus, TimeProvider time, ILogger<OutcomeTeller> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = Interval;
            try
            {
                while (await TellAsync(stoppingToken) && !stoppingToken.IsCancellationRequested)
                {
                }
            }
            catch (DependencyUnavailableException failure)
            {
                Log.Delayed(logger, failure.Dependency);
                pause = AfterFailure;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>Whether there was anything.</returns>
    private async Task<bool> TellAsync(CancellationToken stop)
    {
        var outcomes = await queue.OutcomesAsync();
        await Task.WhenAll(outcomes.Select(async outcome =>
        {
            await bus.PublishAsync(outcome.Delivery, expiresAt: null, traceParent: null, stop);
            await queue.ToldAsync(outcome.Name);
        }));
        return outcomes.Count > 0;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Outcomes of mails wait: {Dependency} does not answer")]
        public static partial void Delayed(ILogger logger, string dependency);
    }
}
