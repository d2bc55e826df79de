namespace Mfa.AppHost.Local;

/// <summary>All the processes of one run: started in the order of their waits, stopped in the order of their needs.</summary>
internal sealed class LocalSystem(
    IReadOnlyList<Resource> resources,
    HostOptions options,
    HostConsole console,
    TimeProvider time,
    CancellationToken hurry) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<Supervisor> _started = [];
    private readonly SystemFile _file = new(options.DataFolder);
    private readonly Dictionary<Resource, TaskCompletionSource> _ready =
        resources.ToDictionary(resource => resource, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
    private bool _complete;

    public async Task RunAsync(CancellationToken stop)
    {
        // A host that was killed has left its own behind.
        PrivateFile.CreateFolder(options.DataFolder);
        _file.Delete();

        CheckNames();
        Ports.GiveOut(resources);
        CheckPrograms();
        try
        {
            await StartAllAsync(stop);
            Publish(complete: true);
            foreach (var callback in resources.SelectMany(resource => resource.ReadyCallbacks))
                await callback(stop);

            // None of them ends unless it is told to, or can't be started again: then that ends the system.
            await await Task.WhenAny(_started.Select(supervisor => supervisor.Run)).WaitAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            console.Say("Stopping.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        Withdraw();
        for (var left = _started.ToList(); left.Count > 0;)
        {
            // What nobody left needs; where all need one another, all of them.
            var next = left.Where(one => !left.Exists(other => Needs(other.Resource, one.Resource))).ToList();
            if (next.Count == 0)
                next = left;
            await Task.WhenAll(next.Select(supervisor => supervisor.StopAsync(hurry)));
            left = [.. left.Except(next)];
        }

        foreach (var supervisor in _started)
            supervisor.Dispose();
    }

    /// <summary>Those that refer to each other come and go together.</summary>
    private static bool Needs(Resource one, Resource other) =>
        one != other && (one.Awaited.Contains(other) || (one.References.Contains(other) && !other.References.Contains(one)));

    private void CheckNames()
    {
        var names = resources.Select(resource => resource.Name).ToHashSet(StringComparer.Ordinal);
        if (options.Overrides.FirstOrDefault(one => !names.Contains(one.Resource)) is { } stray)
            throw new DistributedApplicationException($"--set names '{stray.Resource}', but there are only {string.Join(", ", names)}.");
    }

    // Before anything is started.
    private void CheckPrograms()
    {
        foreach (var resource in resources)
            _ = resource.Command();
    }

    // The first failure ends the waiting of all the others.
    private async Task StartAllAsync(CancellationToken stop)
    {
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var starts = resources.Select(resource => StartAsync(resource, failed.Token)).ToList();
        while (starts.Count > 0)
        {
            var next = await Task.WhenAny(starts);
            starts.Remove(next);
            if (!next.IsCompletedSuccessfully)
            {
                await failed.CancelAsync();
                await Task.WhenAll(starts).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            await next;
        }
    }

    private async Task StartAsync(Resource resource, CancellationToken stop)
    {
        await Task.WhenAll(resource.Awaited.Select(awaited => _ready[awaited].Task)).WaitAsync(stop);
        var supervisors = Enumerable.Range(0, resource.Replicas).Select(replica => Supervise(resource, replica)).ToArray();
        foreach (var supervisor in supervisors)
            supervisor.Start();
        await Task.WhenAll(supervisors.Select(supervisor => supervisor.UntilHealthyAsync(stop)));
        _ready[resource].SetResult();
    }

    private Supervisor Supervise(Resource resource, int replica)
    {
        var label = HostConsole.Label(resource, replica);
        var logs = PrivateFile.CreateFolder(Path.Combine(options.DataFolder, "logs"));
        var supervisor = new Supervisor(
            resource,
            replica,
            () => ProcessEnvironment.Of(resource, replica, options.Overrides),
            new ProcessLog(Path.Combine(logs, label + ".log"), label, console),
            time)
        {
            Restarted = () => Publish(complete: false),
        };
        lock (_lock)
            _started.Add(supervisor);
        return supervisor;
    }

    private void Withdraw()
    {
        lock (_lock)
        {
            if (_complete)
                _file.Delete();
            _complete = false;
        }
    }

    private void Publish(bool complete)
    {
        lock (_lock)
        {
            _complete |= complete;
            if (_complete)
                _file.Write(_started);
        }
    }
}
