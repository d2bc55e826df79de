using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Mfa.Testing;

/// <summary>A real RabbitMQ of a test's own: its ports, its folder, its port mapper. Each test asks for a virtual host of its own.</summary>
public sealed class RabbitServer : IAsyncDisposable
{
    private const string Credentials = "operator:operator";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly Lazy<Task<RabbitServer>> OfThisProcess = new(StartSharedAsync);

    private readonly string _folder = Directory.CreateTempSubdirectory("mfa-rabbit-").FullName;
    private readonly int _port = RedisServer.FreePort();
    private readonly int _managementPort = RedisServer.FreePort();
    private readonly int _distributionPort = RedisServer.FreePort();
    private readonly int _portMapperPort = RedisServer.FreePort();
    private readonly string[] _settings;
    private readonly HttpClient _http;
    private Process? _portMapper;
    private Process? _broker;
    private int _virtualHosts;

    private RabbitServer(string[] settings)
    {
        _settings = settings;
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_managementPort}/api/"), Timeout = TimeSpan.FromSeconds(5) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Credentials)));
    }

    /// <summary>One for all tests of a process, which leave it as they found it; it ends with the process.</summary>
    public static Task<RabbitServer> SharedAsync() => OfThisProcess.Value;

    /// <param name="settings">More lines of its <c>rabbitmq.conf</c>.</param>
    public static async Task<RabbitServer> StartAsync(params string[] settings)
    {
        var server = new RabbitServer(settings);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>A fresh virtual host; its address as a service is told it.</summary>
    public async Task<string> NewVirtualHostAsync()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test-{Interlocked.Increment(ref _virtualHosts)}");
        (await _http.PutAsync($"vhosts/{name}", null)).EnsureSuccessStatusCode();
        var all = new { configure = ".*", write = ".*", read = ".*" };
        (await _http.PutAsJsonAsync($"permissions/{name}/operator", all)).EnsureSuccessStatusCode();
        return string.Create(CultureInfo.InvariantCulture, $"amqp://{Credentials}@127.0.0.1:{_port}/{name}");
    }

    /// <summary>Asks the management API about the virtual host of an address: <c>queues</c>, <c>queues/{vhost}/NAME</c>.</summary>
    public async Task<JsonNode> QueueAsync(string address, string queue) => (await _http.GetFromJsonAsync<JsonNode>($"queues/{HostOf(address)}/{queue}"))!;

    public async Task<IReadOnlyList<string>> QueuesAsync(string address) =>
        [.. (await _http.GetFromJsonAsync<JsonArray>($"queues/{HostOf(address)}"))!.Select(queue => queue!["name"]!.GetValue<string>())];

    /// <summary>What waits in a queue, with all that the broker holds of each message; nothing is taken out.</summary>
    public async Task<IReadOnlyList<string>> MessagesAsync(string address, string queue)
    {
        using var answer = await _http.PostAsJsonAsync($"queues/{HostOf(address)}/{queue}/get", new { count = 1000, ackmode = "ack_requeue_true", encoding = "auto" });
        answer.EnsureSuccessStatusCode();
        return [.. (await answer.Content.ReadFromJsonAsync<JsonArray>())!.Select(message => message!.ToJsonString())];
    }

    /// <summary>Starts the broker on its folder: after <see cref="Kill"/> with what it had confirmed.</summary>
    public async Task StartAgainAsync()
    {
        Prepare();
        _portMapper ??= Start("epmd");
        _broker = Start(File.Exists("/usr/lib/rabbitmq/bin/rabbitmq-server") ? "/usr/lib/rabbitmq/bin/rabbitmq-server" : "rabbitmq-server");
        using var limit = new CancellationTokenSource(StartLimit);
        while (!await AnswersAsync(limit.Token))
        {
            if (_broker.HasExited)
                throw new InvalidOperationException($"The broker ended with exit code {_broker.ExitCode}.");
            await Task.Delay(100, limit.Token);
        }
    }

    public void Kill()
    {
        _broker!.Kill();
        _broker.WaitForExit();
    }

    public Task PauseAsync() => Tool.SignalAsync("STOP", _broker!.Id);

    public Task ContinueAsync() => Tool.SignalAsync("CONT", _broker!.Id);

    public ValueTask DisposeAsync()
    {
        End();
        return ValueTask.CompletedTask;
    }

    private void End()
    {
        foreach (var process in new[] { _broker, _portMapper })
        {
            if (process is { HasExited: false })
            {
                process.Kill();
                process.WaitForExit();
            }

            process?.Dispose();
        }

        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<RabbitServer> StartSharedAsync()
    {
        var server = await StartAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.End();
        return server;
    }

    private static string HostOf(string address) => new Uri(address).Segments[^1];

    private async Task<bool> AnswersAsync(CancellationToken stop)
    {
        try
        {
            using var answer = await _http.GetAsync("health/checks/virtual-hosts", stop);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception notYet) when (notYet is HttpRequestException || (notYet is TaskCanceledException && !stop.IsCancellationRequested))
        {
            return false;
        }
    }

    private void Prepare()
    {
        File.WriteAllText(Path.Combine(_folder, "enabled_plugins"), "[rabbitmq_management].\n");
        File.WriteAllText(Path.Combine(_folder, "rabbitmq.conf"), string.Create(CultureInfo.InvariantCulture, $"""
            listeners.tcp.1 = 127.0.0.1:{_port}
            management.tcp.ip = 127.0.0.1
            management.tcp.port = {_managementPort}
            distribution.listener.interface = 127.0.0.1
            default_user = operator
            default_pass = operator
            disk_free_limit.absolute = 50MB
            collect_statistics_interval = 500
            log.file = false
            log.console = true
            log.console.level = error
            {string.Join('\n', _settings)}

            """));
    }

    private Process Start(string program)
    {
        var start = new ProcessStartInfo(program) { WorkingDirectory = _folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in Settings())
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private Dictionary<string, string> Settings() => new()
    {
        ["HOME"] = _folder,
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["ERL_EPMD_PORT"] = _portMapperPort.ToString(CultureInfo.InvariantCulture),
        ["ERL_CRASH_DUMP"] = "/dev/null",
        ["RABBITMQ_NODENAME"] = "test@localhost",
        ["RABBITMQ_MNESIA_BASE"] = Path.Combine(_folder, "data"),
        ["RABBITMQ_LOG_BASE"] = Path.Combine(_folder, "log"),
        ["RABBITMQ_CONFIG_FILE"] = Path.Combine(_folder, "rabbitmq.conf"),
        ["RABBITMQ_CONF_ENV_FILE"] = "/dev/null",
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(_folder, "enabled_plugins"),
        ["RABBITMQ_DIST_PORT"] = _distributionPort.ToString(CultureInfo.InvariantCulture),
        ["RUNNING_UNDER_SYSTEMD"] = "true",
    };
}
