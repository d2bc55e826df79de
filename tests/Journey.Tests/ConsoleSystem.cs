using System.Diagnostics;
using System.Text.Json.Nodes;
using Mfa.Testing;

namespace Mfa.Journeys.Tests;

/// <summary>A system that nobody operates yet, and the console on the machine of somebody who is about to: built as it ships, run as a process.</summary>
public sealed class ConsoleSystem : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("mfactl-home-");
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(20) };

    public MfaSystem System { get; private set; } = null!;

    /// <summary>The public address, which what an operator signs is meant for.</summary>
    public string Address => new UriBuilder(System.Gateway) { Host = "localhost" }.Uri.ToString();

    public RelyingParty Main => System.RelyingParty();

    /// <summary>As an operator names it who may open the database: by a file, as a password may stand in it.</summary>
    public string Database => "@" + At("directory.connection");

    public string PublicKeys => Path.Combine(System.Folder, "keys", "public");

    /// <summary>What the first operator was told.</summary>
    public JsonNode First { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        System = await MfaSystem.StartAsync(_ => { }, [.. TestClient.Standard().Where(client => client.Key is null)]);
        await File.WriteAllTextAsync(At("directory.connection"), System.Database("directory").ConnectionString);
        First = (await RunAsync([.. Bootstrap("Kiss Éva", "eva.pem"), "--url", Address, "--json"])).Expect(0).Json;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await System.DisposeAsync();
        _home.Delete(recursive: true);
    }

    public string At(string name) => Path.Combine(_home.FullName, name);

    public async Task<string> WriteAsync(string name, JsonNode content)
    {
        await File.WriteAllTextAsync(At(name), content.ToJsonString());
        return At(name);
    }

    public string[] Bootstrap(string name, string key) =>
    [
        "bootstrap", "--database", Database, "--name", name, "--realm", "quick", "--realm", "mailed",
        "--realm-files", Path.Combine(Checkout.Root, "tests", "realms"), "--key", At(key),
    ];

    /// <summary>A backend that has nothing but what the console gave it.</summary>
    public RelyingParty RelyingParty(string id, string secret) => new(_http, new TestClient("made", id, secret, [], [], null, []), System.Gateway, System.Gateway);

    public async Task<ConsoleAnswer> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Checkout.Program("Mfactl"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["HOME"] = _home.FullName;
        start.Environment.Remove("XDG_CONFIG_HOME");
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(Limit);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
        await process.WaitForExitAsync(limit.Token);
        return new ConsoleAnswer(process.ExitCode, await output, await error);
    }
}

/// <summary>What the console said, and how it ended.</summary>
public sealed record ConsoleAnswer(int Exit, string Output, string Error)
{
    public JsonNode Json => JsonNode.Parse(Output)!;

    public ConsoleAnswer Expect(int exit) => Exit == exit ? this : throw new InvalidOperationException($"{exit} was expected, {Exit} came:{Environment.NewLine}{Output}{Error}");
}
