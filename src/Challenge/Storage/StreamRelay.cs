using Mfa.ServiceDefaults.Problems;

namespace Mfa.Challenges.Storage;

/// <summary>
/// Hands the entries of a stream of the code store on, at least once, in batches. What another instance took and did not finish is taken over.
/// </summary>
internal abstract partial class StreamRelay(string stream, string group, CodeStore store, Instance instance, TimeProvider time, ILogger logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    /// <summary>Hands entries on and tells which have arrived.</summary>
    /// <param name="arrived">Ids of entries that may leave the stream; those of the rest stay for another time.</param>
    /// <exception cref="DependencyUnavailableException">Where they go does not answer.</exception>
    protected abstract Task HandOnAsync(IReadOnlyList<StreamEntry> entries, List<string> arrived, CancellationToken stop);

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
                Log.Delayed(logger, stream, failure.Dependency);
                pause = AfterFailure;
            }

            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>Whether there was anything.</returns>
    private async Task<bool> RelayAsync(CancellationToken stop)
    {
        var taken = await store.RunAsync(Script.Take, new TakeOrder(stream, group, instance.Id), StoreJson.Default.TakeOrder);
        List<StreamEntry> entries = [];
        for (var at = 2; at < taken.Count; at += 4)
            entries.Add(new StreamEntry(taken.Text(at), taken.Text(at + 1), taken.Text(at + 2), taken.Text(at + 3) is { Length: > 0 } trace ? trace : null));
        if (entries.Count == 0)
            return false;

        List<string> arrived = [];
        try
        {
            await HandOnAsync(entries, arrived, stop);
        }
        finally
        {
            if (arrived.Count > 0)
                await store.RunAsync(Script.Done, new DoneOrder(stream, group, arrived), StoreJson.Default.DoneOrder);
        }

        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The stream {Stream} waits: {Dependency} does not answer")]
        public static partial void Delayed(ILogger logger, string stream, string dependency);
    }
}

/// <param name="What"><c>outcome</c>, <c>audit</c>, <c>mail</c>, or <c>void</c>: nothing is left to be done.</param>
/// <param name="Trace">W3C trace context of the request it comes of.</param>
internal sealed record StreamEntry(string Id, string What, string Json, string? Trace);
