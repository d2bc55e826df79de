using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Mfa.Testing;

/// <summary>The host of a whole system as a program of its own, with a data folder that goes with it, and what it tells of the system in <c>system.json</c>.</summary>
/// <param name="name">Part of the folder's.</param>
public sealed class HostProcess(string name) : IAsyncDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private Process? _process;

    /// <summary>Data, keys and logs.</summary>
    public string Data { get; } = Directory.CreateTempSubdirectory($"mfa-{name}-").FullName;

    private string SystemFile => Path.Combine(Data, "system.json");

    /// <summary>Until everything is ready, on free ports.</summary>
    /// <param name="options">The host's own, after those every test needs.</param>
    /// <exception cref="InvalidOperationException">It is not; the exception has all that the host has said.</exception>
    public async Task StartAsync(CancellationToken limit, params string[] options)
    {
        _process = Process.Start(new ProcessStartInfo("dotnet", [Checkout.Program("AppHost"), "--data", Data, "--gateway-port", "0", "--quiet", .. options])
        {
            WorkingDirectory = Checkout.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        var said = Gather(_process);
        while (!File.Exists(SystemFile))
        {
            if (_process.HasExited || limit.IsCancellationRequested)
                throw new InvalidOperationException($"The system did not start:{Environment.NewLine}{said()}");
            await Task.Delay(100, CancellationToken.None);
        }
    }

    /// <summary>What the host tells of a resource.</summary>
    public JsonNode Entry(string resource, int replica = 0) => JsonNode.Parse(File.ReadAllText(SystemFile))!["resources"]!.AsArray()
        .Single(entry => entry!["name"]!.GetValue<string>() == resource && entry["replica"]!.GetValue<int>() == replica)!;

    /// <summary>Its address as people type it.</summary>
    public Uri Localhost(string resource) => new UriBuilder("http", "localhost", Entry(resource)["port"]!.GetValue<int>()).Uri;

    /// <summary>
    /// Ends the host and all it has started. The services end in order; the broker's management plugin then takes five seconds for what is thrown away here, unless
    /// it is told twice.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            using var limit = new CancellationTokenSource(StopLimit);
            var ended = _process.WaitForExitAsync(limit.Token);
            await Tool.SignalAsync("TERM", _process.Id);
            if (await Task.WhenAny(ended, Task.Delay(Farewell, limit.Token)) != ended)
                await Tool.SignalAsync("TERM", _process.Id);
            await ended;
        }

        _process?.Dispose();
        Directory.Delete(Data, recursive: true);
    }

    private static Func<string> Gather(Process host)
    {
        var lines = new ConcurrentQueue<string>();
        host.OutputDataReceived += (_, line) => lines.Enqueue(line.Data ?? "");
        host.ErrorDataReceived += (_, line) => lines.Enqueue(line.Data ?? "");
        host.BeginOutputReadLine();
        host.BeginErrorReadLine();
        return () => string.Join(Environment.NewLine, lines);
    }
}
