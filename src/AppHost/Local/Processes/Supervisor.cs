namespace Mfa.AppHost.Local;

/// <summary>Keeps one replica of a resource running: starts it again with growing pauses when it ends, stops it when told.</summary>
internal sealed class Supervisor(
    Resource resource,
    int replica,
    Func<Dictionary<string, string>> environment,
    ProcessLog log,
    TimeProvider time) : IDisposable
{
    public static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan SteadyAfter = TimeSpan.FromSeconds(10);
    private const int TriesBeforeHealthy = 3;

    private readonly CancellationTokenSource _stopping = new();
    private ChildProcess? _process;
    private bool _wasHealthy;

    public Resource Resource => resource;

    public int Replica => replica;

    public int? ProcessId => _process?.Id;

    public string LogFile => log.File;

    /// <summary>Ends when it was stopped; fails when the resource can't be started.</summary>
    public Task Run { get; private set; } = Task.CompletedTask;

    /// <summary>Called with each process that takes the place of one that ended.</summary>
    public Action? Restarted { get; set; }

    public void Start() => Run = KeepRunningAsync();

    /// <summary>Throws, with the remedy, when the resource ends three times or 90 seconds pass before it is healthy.</summary>
    public async Task UntilHealthyAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (_process is null || !await resource.IsHealthyAsync(replica, cancellationToken))
        {
            if (Run.IsCompleted)
                await Run;
            if (time.GetElapsedTime(started) > StartLimit)
                throw log.Failure($"{resource.Name} was not ready within {StartLimit.TotalSeconds} s");
            await Task.Delay(PollInterval, time, cancellationToken);
        }

        _wasHealthy = true;
    }

    /// <summary>SIGTERM, and SIGKILL after the limit or as soon as somebody is in a hurry.</summary>
    public async Task StopAsync(CancellationToken hurry)
    {
        await _stopping.CancelAsync();
        var patience = Task.Delay(StopLimit, time, hurry);
        if (await Task.WhenAny(Run, patience) == patience)
            _process?.Kill();
        await Run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose()
    {
        _stopping.Dispose();
        log.Dispose();
    }

    private async Task KeepRunningAsync()
    {
        var pause = FirstPause;
        for (var starts = 1; !_stopping.IsCancellationRequested; starts++)
        {
            var started = time.GetTimestamp();
            var exitCode = await RunOnceAsync(again: starts > 1);
            if (_stopping.IsCancellationRequested)
                return;
            if (!_wasHealthy && starts == TriesBeforeHealthy)
                throw log.Failure($"{resource.Name} ended {starts} times before it was ready (exit code {exitCode})");

            if (time.GetElapsedTime(started) > SteadyAfter)
                pause = FirstPause;
            log.Announce($"ended with exit code {exitCode}, starts again in {pause.TotalSeconds:0.#} s");
            await Task.Delay(pause, time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task<int> RunOnceAsync(bool again)
    {
        using var process = await ChildProcess.StartAsync(resource.Command(), environment(), log.Write);
        _process = process;

        // Runs at once when the stop came between the loop's check and here.
        await using var termination = _stopping.Token.Register(process.Terminate);
        if (again)
            Restarted?.Invoke();
        var exitCode = await process.Exited;
        _process = null;
        return exitCode;
    }
}
