using System.Text.Json;
using Mfa.AppHost.Local;
using Mfa.Testing;

namespace Mfa.AppHost.Tests.Local;

/// <summary>A system on the engine, in the test's own process.</summary>
internal sealed class RunningSystem : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _hurry = new();
    private readonly StringWriter _output = new();
    private readonly string _data;
    private readonly Task _ended;

    public RunningSystem(DistributedApplicationBuilder builder, HostOptions options)
    {
        _data = options.DataFolder;
        var labels = builder.Resources.Select(resource => resource.Name).ToArray();
        var console = new HostConsole(_output, _output, colours: false, quiet: false, labels);
        _ended = RunAsync(new LocalSystem(builder.Resources, options, console, TimeProvider.System, _hurry.Token));
    }

    /// <summary>Complete, and safe to read, once it has stopped.</summary>
    public string Output => _output.ToString();

    public bool IsReady => File.Exists(Path.Combine(_data, "system.json"));

    public async Task UntilReadyAsync()
    {
        await Eventually.IsTrueAsync(() => IsReady || _ended.IsCompleted, "the system is ready");
        if (_ended.IsCompleted)
            await _ended;
    }

    /// <summary>Throws what ended it.</summary>
    public Task FailAsync() => _ended.WaitAsync(Eventually.Limit);

    /// <summary>The entry of a resource in system.json.</summary>
    public JsonElement Entry(string name)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(_data, "system.json")));
        return file.RootElement.GetProperty("resources").EnumerateArray()
            .Single(entry => entry.GetProperty("name").GetString() == name).Clone();
    }

    public int ProcessId(string name) => Entry(name).GetProperty("pid").GetInt32();

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _ended.WaitAsync(Eventually.Limit);
    }

    /// <summary>As a second signal does.</summary>
    public async Task StopAtOnceAsync()
    {
        await _stop.CancelAsync();
        await _hurry.CancelAsync();
        await _ended.WaitAsync(Supervisor.StopLimit / 2);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _hurry.Dispose();
        await _output.DisposeAsync();
    }

    private async Task RunAsync(LocalSystem system)
    {
        await using (system)
            await system.RunAsync(_stop.Token);
    }
}
