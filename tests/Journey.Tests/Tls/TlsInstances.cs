using System.Collections.Concurrent;
using System.Diagnostics;
using Mfa.Testing;

namespace Mfa.Journeys.Tests.Tls;

/// <summary>
/// Further instances of a running system's services that meet over TLS: the same programs, keys and databases, told what the running ones were told but for
/// their addresses and certificates, and a code store and a broker of their own.
/// </summary>
internal sealed class TlsInstances(MfaSystem system) : IAsyncDisposable
{
    private static readonly string[] Internal = ["directory", "enrollment", "challenge"];

    private readonly Dictionary<string, int> _ports = Internal.ToDictionary(service => service, _ => RedisServer.FreePort());
    private readonly List<Process> _processes = [];
    private readonly ConcurrentQueue<string> _said = [];

    /// <summary>What they wrote to their consoles, for a failed test to tell.</summary>
    public string Said => string.Join('\n', _said);

    /// <param name="certificate">For all three.</param>
    /// <param name="authority">Whom they trust.</param>
    /// <param name="codeStore">Its connection string.</param>
    /// <param name="broker">Its address.</param>
    public void Start((string File, string Key) certificate, string authority, string codeStore, string broker)
    {
        foreach (var service in Internal)
        {
            Start(service, $"http://127.0.0.1:{RedisServer.FreePort()};https://127.0.0.1:{_ports[service]}", certificate, authority, new()
            {
                ["H2C_PORT"] = $"{_ports[service]}",
                ["ConnectionStrings__challenge-redis"] = codeStore,
                ["ConnectionStrings__rabbitmq"] = broker,
                ["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={service}-tls",
            });
        }

        Start("notifier", $"http://127.0.0.1:{RedisServer.FreePort()}", certificate, authority, new() { ["ConnectionStrings__rabbitmq"] = broker });
    }

    /// <returns>Where it is.</returns>
    public Uri StartGateway((string File, string Key) certificate, string authority)
    {
        var port = RedisServer.FreePort();
        Start("gateway", $"https://127.0.0.1:{port}", certificate, authority, []);
        return new Uri($"https://127.0.0.1:{port}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            if (!process.HasExited)
                await Tool.SignalAsync("TERM", process.Id);
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    private void Start(string service, string urls, (string File, string Key) certificate, string authority, Dictionary<string, string> settings)
    {
        var program = Checkout.Program(char.ToUpperInvariant(service[0]) + service[1..]);
        var start = new ProcessStartInfo("dotnet", [program])
        { WorkingDirectory = Path.GetDirectoryName(program)!, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment.Clear();
        foreach (var (name, value) in OfRunning(service).Where(one => !one.Key.StartsWith("services__", StringComparison.Ordinal)))
            start.Environment[name] = value;
        foreach (var (name, port) in _ports)
            start.Environment[$"services__{name}__h2c__0"] = $"https://127.0.0.1:{port}";
        start.Environment["ASPNETCORE_URLS"] = urls;
        start.Environment["Kestrel__Certificates__Default__Path"] = certificate.File;
        start.Environment["Kestrel__Certificates__Default__KeyPath"] = certificate.Key;
        start.Environment["SSL_CERT_FILE"] = authority;
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => _said.Enqueue($"{service}: {line.Data}");
        process.ErrorDataReceived += (_, line) => _said.Enqueue($"{service}: {line.Data}");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _processes.Add(process);
    }

    private IEnumerable<KeyValuePair<string, string>> OfRunning(string service) =>
        File.ReadAllText($"/proc/{system.Pid(service)}/environ").Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Select(variable => variable.Split('=', 2)).Select(parts => KeyValuePair.Create(parts[0], parts[1]));
}
