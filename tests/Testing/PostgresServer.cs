using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Mfa.Testing;

/// <summary>A real PostgreSQL of the tests' own: its port, its folder, a user that is not root. Each test asks for a database of its own.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string User = "postgres";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);
    private static readonly Lazy<Task<PostgresServer>> OfThisProcess = new(StartSharedAsync);
    private static readonly string Programs = Path.Combine(Directory.EnumerateDirectories("/usr/lib/postgresql").OrderBy(version => version.Length).Last(), "bin");

    private readonly string _folder = Directory.CreateTempSubdirectory("mfa-postgres-").FullName;
    private readonly int _port = RedisServer.FreePort();
    private Process? _process;
    private int _databases;

    private PostgresServer()
    {
    }

    /// <summary>What it keeps, write-ahead log and all.</summary>
    public string Files => Path.Combine(_folder, "data");

    /// <summary>One for all tests of a process that leave it alone; it ends with the process.</summary>
    public static Task<PostgresServer> SharedAsync() => OfThisProcess.Value;

    public static async Task<PostgresServer> StartAsync()
    {
        var server = await PrepareAsync();
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>One that takes nobody without TLS.</summary>
    /// <param name="certificate">PEM file; the key is in the other.</param>
    public static async Task<PostgresServer> StartWithTlsAsync(string certificate, string key)
    {
        var server = await PrepareAsync();
        string[] owner = Environment.IsPrivilegedProcess ? ["--owner", User, "--group", User] : [];
        foreach (var (file, name) in new[] { (certificate, "server.crt"), (key, "server.key") })
            await Tool.RunAsync("install", ["--mode", "400", .. owner, file, Path.Combine(server.Files, name)]);
        await File.WriteAllTextAsync(Path.Combine(server.Files, "pg_hba.conf"), "hostssl all all 127.0.0.1/32 trust\n");
        await File.AppendAllTextAsync(Path.Combine(server.Files, "postgresql.conf"), "ssl = on\n");
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Starts the server on its files: after <see cref="Kill"/> with what was committed.</summary>
    public async Task StartAgainAsync()
    {
        _process = Process.Start(new ProcessStartInfo("setpriv",
        [
            .. AsUser("postgres"), "-D", Files, "-c", "listen_addresses=127.0.0.1", "-c", $"port={_port}", "-c", "unix_socket_directories=",
            "-c", "max_connections=500", "-c", "min_wal_size=32MB", "-c", "max_wal_size=64MB", "-c", "log_min_messages=fatal", "-c", "log_min_error_statement=panic",
        ])
        { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" })!;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        using var limit = new CancellationTokenSource(StartLimit);
        while (!await AnswersAsync(limit.Token))
            await Task.Delay(50, limit.Token);
    }

    /// <summary>An empty database; its connection string as a service is told it.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _databases)}");
        await ExecuteAsync($"CREATE DATABASE {name}");
        return Address(name);
    }

    /// <summary>On the server's own database, as its superuser.</summary>
    public async Task ExecuteAsync(string statement)
    {
        await using var connection = new NpgsqlConnection(Address(User) + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = 60 };
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The server and every session of it stand still.</summary>
    public Task PauseAsync() => SignalAllAsync("STOP");

    public Task ContinueAsync() => SignalAllAsync("CONT");

    /// <summary>Its sessions too, which a paused server would leave behind for ever, holding what they inherited.</summary>
    public void Kill()
    {
        if (_process is not { HasExited: false } running)
            return;
        // Before its end they are its children, and nobody's after it.
        var sessions = Ask("pgrep", "-P", $"{running.Id}");
        running.Kill();
        running.WaitForExit(StopLimit);
        if (sessions.Length > 0)
            Ask("kill", ["-KILL", .. sessions.Split('\n')]);
    }

    public ValueTask DisposeAsync()
    {
        End();
        return ValueTask.CompletedTask;
    }

    /// <summary>Its sessions end when they notice, and write until then.</summary>
    private void End()
    {
        Kill();
        _process?.Dispose();
        using var removal = Process.Start("sh", ["-c", "for try in 1 2 3 4 5 6 7 8 9; do rm -rf \"$0\" 2>/dev/null && exit; sleep 0.1; done", _folder]);
        removal.WaitForExit();
    }

    private static string Ask(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var said = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return said;
    }

    private static string[] AsUser(string program) => Environment.IsPrivilegedProcess
        ? ["--reuid", User, "--regid", User, "--clear-groups", "--", Path.Combine(Programs, program)]
        : ["--", Path.Combine(Programs, program)];

    private static async Task<PostgresServer> PrepareAsync()
    {
        var server = new PostgresServer();
        if (Environment.IsPrivilegedProcess)
            await Tool.RunAsync("chown", $"{User}:{User}", server._folder);
        await Tool.RunAsync("setpriv", [.. AsUser("initdb"), "-D", server.Files, "-U", User, "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]);
        return server;
    }

    private static async Task<PostgresServer> StartSharedAsync()
    {
        var server = await StartAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.End();
        return server;
    }

    private string Address(string database) => string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={_port};Username={User};Password=none;Database={database}");

    private async Task SignalAllAsync(string signal)
    {
        var sessions = await Tool.RunAsync("pgrep", "-P", $"{_process!.Id}");
        foreach (var pid in sessions.Split('\n').Select(line => int.Parse(line, CultureInfo.InvariantCulture)).Prepend(_process.Id))
            await Tool.SignalAsync(signal, pid);
    }

    private async Task<bool> AnswersAsync(CancellationToken stop)
    {
        try
        {
            await using var connection = new NpgsqlConnection(Address(User) + ";Pooling=false;Timeout=2");
            await connection.OpenAsync(stop);
            return true;
        }
        catch (NpgsqlException notYet)
        {
            return _process!.HasExited ? throw new InvalidOperationException($"The server ended with exit code {_process.ExitCode}.", notYet) : false;
        }
    }
}
