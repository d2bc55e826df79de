using System.Text.Json;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.Problems;

namespace Mfa.Challenges.Storage;

/// <summary>
/// Hands what became of codes to Enrollment, which keeps it: at least once, in batches. What another instance took and did not finish is taken over.
/// </summary>
internal sealed partial class OutcomeRelay(CodeStore store, EnrollmentClient enrollment, Instance instance, TimeProvider time, ILogger<OutcomeRelay> logger)
    : BackgroundService
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
                while (await RelayAsync(stoppingToken))
                {
                }
            }
            catch (DependencyUnavailableException failure)
            {
                Log.Delayed(logger, failure.Dependency);
                pause = AfterFailure;
            }

            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>Whether there was anything.</returns>
    private async Task<bool> RelayAsync(CancellationToken stop)
    {
        var taken = await store.RunAsync(Script.Take, new TakeOrder(instance.Id), StoreJson.Default.TakeOrder);
        List<string> ids = [];
        List<Outcome> outcomes = [];
        for (var at = 2; at < taken.Count; at += 2)
        {
            ids.Add(taken.Text(at));
            outcomes.Add(JsonSerializer.Deserialize(taken.Text(at + 1), StoreJson.Default.Outcome)!);
        }

        if (ids.Count == 0)
            return false;
        if (await enrollment.RecordAsync(new OutcomeBatch(outcomes), stop) is not null)
            throw new DependencyUnavailableException("enrollment");
        await store.RunAsync(Script.Done, new DoneOrder(ids), StoreJson.Default.DoneOrder);
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Outcomes wait: {Dependency} does not answer")]
        public static partial void Delayed(ILogger logger, string dependency);
    }
}
