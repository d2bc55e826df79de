using System.Diagnostics;
using System.Net;
using Mfa.AppHost.Local;
using Mfa.Testing;

namespace Mfa.AppHost.Tests.Local;

public sealed class LocalSystemTests : IDisposable
{
    private readonly Scratch _scratch = new();
    private readonly HostOptions _options;
    private readonly DistributedApplicationBuilder _builder;

    public LocalSystemTests()
    {
        _options = new HostOptions { DataFolder = _scratch["data"] };
        _builder = new DistributedApplicationBuilder(_options);
    }

    public void Dispose() => _scratch.Dispose();

    /// <summary>A shell's: it tells when it is ready for its end, and then in which order it came.</summary>
    private string Trap => $"trap 'echo $0 >> {_scratch["stopped"]}; exit 0' TERM; touch {_scratch["ready"]}-$0; while :; do sleep 0.05; done";

    [Fact]
    public async Task AResourceStartsOnlyWhenTheOneItWaitsForIsHealthy()
    {
        var port = Ports.Free([]);
        var first = Shell("first", $"touch {_scratch["first"]}; exec sleep 600")
            .WithHttpEndpoint(port)
            .WithHttpHealthCheck("/health/ready");
        Shell("second", $"touch {_scratch["second"]}; exec sleep 600").WaitFor(first);
        await using var system = new RunningSystem(_builder, _options);
        await Eventually.IsTrueAsync(() => File.Exists(_scratch["first"]), "the first has started");

        // The test answers in the first one's place: not ready, then ready.
        using var health = new HttpListener { Prefixes = { $"http://127.0.0.1:{port}/" } };
        health.Start();
        await AnswerAsync(health, HttpStatusCode.ServiceUnavailable);
        await AnswerAsync(health, HttpStatusCode.ServiceUnavailable);
        Assert.False(File.Exists(_scratch["second"]));
        Assert.False(system.IsReady);

        await AnswerAsync(health, HttpStatusCode.OK);
        await system.UntilReadyAsync();
        await Eventually.IsTrueAsync(() => File.Exists(_scratch["second"]), "the second has started");
    }

    [Fact]
    public async Task AKilledProcessIsStartedAgainAndTheSystemFileSaysSo()
    {
        Shell("worker", "exec sleep 600");
        await using var system = new RunningSystem(_builder, _options);
        await system.UntilReadyAsync();
        var before = system.ProcessId("worker");

        Process.GetProcessById(before).Kill();

        await Eventually.IsTrueAsync(() => system.ProcessId("worker") != before, "another process has its place");
        Assert.False(Process.GetProcessById(system.ProcessId("worker")).HasExited);
        await system.StopAsync();
        Assert.Contains("worker | ended with exit code 137, starts again in 0.5 s", system.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheStopIsInReverseOrderAndLeavesNothing()
    {
        var first = _builder.AddExecutable("first", "sh", "/", "-c", Trap, "first");
        var second = _builder.AddExecutable("second", "sh", "/", "-c", Trap, "second").WaitFor(first);
        _builder.AddExecutable("third", "sh", "/", "-c", Trap, "third").WaitFor(second);
        await using var system = new RunningSystem(_builder, _options);
        await system.UntilReadyAsync();
        await UntilTrappedAsync("first", "second", "third");
        int[] processes = [system.ProcessId("first"), system.ProcessId("second"), system.ProcessId("third")];

        await system.StopAsync();

        Assert.Equal(["third", "second", "first"], await File.ReadAllLinesAsync(_scratch["stopped"]));
        Assert.All(processes, id => Assert.False(IsRunning(id)));
        Assert.False(system.IsReady);
    }

    [Fact]
    public async Task WhoRefersToAnotherStopsBeforeItThoughItNeverWaitedForIt()
    {
        var user = _builder.AddExecutable("user", "sh", "/", "-c", Trap, "user");
        user.WithReference(_builder.AddExecutable("used", "sh", "/", "-c", Trap, "used"));
        await using var system = new RunningSystem(_builder, _options);
        await system.UntilReadyAsync();
        await UntilTrappedAsync("user", "used");

        await system.StopAsync();

        Assert.Equal(["user", "used"], await File.ReadAllLinesAsync(_scratch["stopped"]));
    }

    [Fact]
    public async Task AProcessThatWillNotEndIsKilledWhenSomebodyIsInAHurry()
    {
        Shell("stubborn", $"trap '' TERM; touch {_scratch["trapped"]}; while :; do sleep 0.05; done");
        await using var system = new RunningSystem(_builder, _options);
        await system.UntilReadyAsync();
        await Eventually.IsTrueAsync(() => File.Exists(_scratch["trapped"]), "it has shut its ears");
        var id = system.ProcessId("stubborn");

        await system.StopAtOnceAsync();

        Assert.False(IsRunning(id));
    }

    [Fact]
    public async Task ThePausesBeforeAnotherStartGrow()
    {
        Shell("restless", "sleep 0.7; exit 7");
        await using var system = new RunningSystem(_builder, _options);

        await Eventually.IsTrueAsync(() => Log("restless").Contains("starts again in 2 s", StringComparison.Ordinal), "a third pause");

        Assert.Equal(
            [
                "-- ended with exit code 7, starts again in 0.5 s",
                "-- ended with exit code 7, starts again in 1 s",
                "-- ended with exit code 7, starts again in 2 s",
            ],
            Log("restless").Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task APausedProcessHearsTheStopToo()
    {
        Shell("worker", "exec sleep 600");
        await using var system = new RunningSystem(_builder, _options);
        await system.UntilReadyAsync();
        var id = system.ProcessId("worker");
        using (var pause = Process.Start("kill", ["-STOP", $"{id}"]))
            await pause.WaitForExitAsync();

        var started = Stopwatch.GetTimestamp();
        await system.StopAsync();

        Assert.True(Stopwatch.GetElapsedTime(started) < Supervisor.StopLimit);
        Assert.False(IsRunning(id));
    }

    [Fact]
    public async Task AProcessThatNeverGetsReadyEndsTheStartWithItsLastWords()
    {
        Shell("broken", "echo no such key >&2; exit 3").WithHttpEndpoint().WithHttpHealthCheck("/health/ready");
        await using var system = new RunningSystem(_builder, _options);

        var failure = await Assert.ThrowsAsync<DistributedApplicationException>(system.FailAsync);

        Assert.Contains("broken ended 3 times before it was ready (exit code 3)", failure.Message, StringComparison.Ordinal);
        Assert.Contains("no such key", failure.Message, StringComparison.Ordinal);
        Assert.Contains(_scratch["data/logs/broken.log"], failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AMissingProgramIsToldBeforeAnythingStarts()
    {
        Shell("worker", $"touch {_scratch["started"]}; exec sleep 600");
        _builder.AddExecutable("absent", "no-such-program", "/");
        await using var system = new RunningSystem(_builder, _options);

        var failure = await Assert.ThrowsAsync<DistributedApplicationException>(system.FailAsync);

        Assert.StartsWith("'no-such-program' is not on this machine's PATH: install it", failure.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_scratch["started"]));
    }

    [Fact]
    public async Task AServiceThatIsNotBuiltIsToldWithTheCommandThatBuildsIt()
    {
        _builder.AddProject("directory", "../NotBuilt/NotBuilt.csproj");
        await using var system = new RunningSystem(_builder, _options);

        var failure = await Assert.ThrowsAsync<DistributedApplicationException>(system.FailAsync);

        Assert.EndsWith(
            "NotBuilt.dll is missing): run 'dotnet build Mfa.sln -c Release', or ./run.",
            failure.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheSystemFileTellsWhereEverythingIs()
    {
        _builder.AddRedis("challenge-redis");
        Shell("worker", "echo hello; exec sleep 600").WithHttpEndpoint().WithHttpEndpoint(name: "h2c");
        await using var system = new RunningSystem(_builder, _options);
        await system.UntilReadyAsync();

        var redis = system.Entry("challenge-redis");
        Assert.Equal(
            $"127.0.0.1:{redis.GetProperty("port").GetInt32()},password={File.ReadAllText(_scratch["data/challenge-redis/password"])}",
            redis.GetProperty("connectionString").GetString());
        Assert.False(redis.TryGetProperty("url", out _));

        var worker = system.Entry("worker");
        Assert.Equal(0, worker.GetProperty("replica").GetInt32());
        Assert.Equal($"http://127.0.0.1:{worker.GetProperty("port").GetInt32()}", worker.GetProperty("url").GetString());
        Assert.Equal(worker.GetProperty("url").GetString(), worker.GetProperty("endpoints").GetProperty("http").GetString());
        Assert.NotEqual(worker.GetProperty("url").GetString(), worker.GetProperty("endpoints").GetProperty("h2c").GetString());
        Assert.Equal(_scratch["data/logs/worker.log"], worker.GetProperty("log").GetString());
        await Eventually.IsTrueAsync(() => Log("worker") == "hello\n", "its output is in its log");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_scratch["data/system.json"]));
    }

    [Fact]
    public async Task ReplicasHaveTheirOwnPortsAndLogs()
    {
        var worker = Shell("worker", "echo $OTEL_RESOURCE_ATTRIBUTES; exec sleep 600").WithHttpEndpoint();
        worker.Resource.Replicas = 2;
        await using var system = new RunningSystem(_builder, _options);
        await system.UntilReadyAsync();

        await Eventually.IsTrueAsync(
            () => Log("worker-1") == "service.instance.id=worker-1\n",
            "the second's output is in its own log");
        Assert.Distinct(worker.Resource.Endpoints.Single().Ports);
    }

    private Task UntilTrappedAsync(params string[] names) =>
        Eventually.IsTrueAsync(() => Array.TrueForAll(names, name => File.Exists($"{_scratch["ready"]}-{name}")), "all can hear");

    private string Log(string name)
    {
        var file = _scratch[$"data/logs/{name}.log"];
        return File.Exists(file) ? File.ReadAllText(file) : "";
    }

    private static async Task AnswerAsync(HttpListener health, HttpStatusCode status)
    {
        var context = await health.GetContextAsync();
        Assert.Equal("/health/ready", context.Request.Url!.AbsolutePath);
        context.Response.StatusCode = (int)status;
        context.Response.Close();
    }

    private static bool IsRunning(int id) => Directory.Exists($"/proc/{id}");

    private IResourceBuilder<ExecutableResource> Shell(string name, string script) => _builder.AddExecutable(name, "sh", "/", "-c", script);
}
