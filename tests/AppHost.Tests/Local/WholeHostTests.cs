using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Mfa.Testing;

namespace Mfa.AppHost.Tests.Local;

/// <summary>The host as people meet it: a process that is told by signals to end, or is not even told.</summary>
public sealed class WholeHostTests : IDisposable
{
    private readonly Scratch _scratch = new();
    private Process? _host;

    public void Dispose()
    {
        if (_host is { HasExited: false })
            _host.Kill();
        _host?.Dispose();
        _scratch.Dispose();
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT", Traits = ["Category", "Slow"])]
    [InlineData("HUP", Traits = ["Category", "Slow"])]
    public async Task ASignalStopsEverythingAndIsNoFailure(string signal)
    {
        var processes = await StartAsync();
        int[] helpers = [.. processes.SelectMany(Descendants)];

        await SignalAsync(signal, _host!.Id);
        await _host.WaitForExitAsync().WaitAsync(Eventually.Limit);

        Assert.Equal(0, _host.ExitCode);
        Assert.All(processes, id => Assert.False(Directory.Exists($"/proc/{id}")));
        Assert.False(File.Exists(_scratch["data/system.json"]));

        // The broker's helpers end when they miss it.
        await Eventually.IsTrueAsync(() => helpers.All(id => !Directory.Exists($"/proc/{id}")), "the broker's helpers are gone");
    }

    [Fact]
    public async Task AKilledHostLeavesNothingRunning()
    {
        int[] processes = await StartAsync();
        processes = [.. processes, .. processes.SelectMany(Descendants)];

        await SignalAsync("KILL", _host!.Id);

        await Eventually.IsTrueAsync(() => processes.All(id => !Directory.Exists($"/proc/{id}")), "all its processes are gone");
    }

    [Fact]
    public async Task ATakenPortIsOneLineWithTheRemedy()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var complaint = await FailAsync("--gateway-port", $"{port}");

        Assert.Equal(
            $"mfa: Port {port} for gateway is taken: stop what listens there, or choose another with --gateway-port N (0: a free one).\n",
            complaint);
    }

    [Fact]
    public async Task AVariableForAnUnknownResourceIsAMistake() =>
        Assert.Equal(
            "mfa: --set names 'directroy', but there are only challenge-redis, rabbitmq-epmd, rabbitmq, worker, gateway.\n",
            await FailAsync("--set", "directroy:KEY=1"));

    [Fact]
    public async Task ASecondHostLeavesTheFirstOnesDataAlone()
    {
        await StartAsync();
        var complaint = await FailAsync();

        Assert.Equal($"mfa: Another system runs on {_scratch["data"]}: stop it, or choose another folder with --data DIR.\n", complaint);
        Assert.False(_host!.HasExited);
        Assert.True(File.Exists(_scratch["data/system.json"]));
    }

    private async Task<int[]> StartAsync()
    {
        _host = Launch("--gateway-port", "0");
        while (await _host.StandardOutput.ReadLineAsync() is { } line && line != "ready")
            Assert.False(_host.HasExited);

        using var file = JsonDocument.Parse(await File.ReadAllTextAsync(_scratch["data/system.json"]));
        Assert.Equal(_host.Id, file.RootElement.GetProperty("hostPid").GetInt32());
        var entries = file.RootElement.GetProperty("resources").EnumerateArray();
        int[] processes = [.. entries.Select(entry => entry.GetProperty("pid").GetInt32())];
        Assert.Equal(5, processes.Length);
        Assert.All(processes, id => Assert.True(Directory.Exists($"/proc/{id}")));

        Assert.Contains(processes, id => Name(id) == "beam.smp");
        Assert.Contains(processes, id => Name(id) == "epmd");
        Assert.Contains(processes.SelectMany(Descendants), id => Name(id) == "erl_child_setup");
        return processes;
    }

    private static string Name(int id) => File.ReadAllText($"/proc/{id}/comm").Trim();

    private static IEnumerable<int> Descendants(int id)
    {
        foreach (var child in File.ReadAllText($"/proc/{id}/task/{id}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse))
        {
            yield return child;
            foreach (var further in Descendants(child))
                yield return further;
        }
    }

    private async Task<string> FailAsync(params string[] args)
    {
        using var host = Launch(args);
        var complaint = await host.StandardError.ReadToEndAsync().WaitAsync(Eventually.Limit);
        await host.WaitForExitAsync().WaitAsync(Eventually.Limit);
        Assert.Equal(1, host.ExitCode);
        return complaint;
    }

    private Process Launch(params string[] args)
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var assembly = Path.Combine(here.Parent!.Parent!.FullName, "LittleSystem", here.Name, "LittleSystem.dll");
        // As a terminal starts it: whoever ignores a signal hands that on to the processes it starts.
        return Process.Start(new ProcessStartInfo("env", ["--default-signal=HUP,INT,TERM", "dotnet", assembly, "--data", _scratch["data"], .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
    }

    private static async Task SignalAsync(string signal, int id)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{id}"]);
        await kill.WaitForExitAsync();
    }
}
