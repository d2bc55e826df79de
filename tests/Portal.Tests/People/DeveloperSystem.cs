using System.Diagnostics;
using System.Text.Json.Nodes;
using Mfa.Client;
using Mfa.Testing;

namespace Mfa.Samples.Portal.Tests.People;

/// <summary>
/// The system as a developer has it after ./run, with its portal. Beside the portal it knows a relying party of the tests, through which people come to be, and
/// trusts an authority of theirs beside the sample one.
/// </summary>
internal sealed class DeveloperSystem : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);

    private readonly string _data = Directory.CreateTempSubdirectory("mfa-portal-").FullName;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(20) };
    private Process? _host;

    private DeveloperSystem(OpensslAuthority authority, Signatory revoked) => (Authority, Revoked) = (authority, revoked);

    /// <summary>The tests' own relying party, which may all.</summary>
    public TestClient Client { get; } = TestClient.Standard()[0];

    /// <summary>Whose signatures count, besides the sample authority's.</summary>
    public OpensslAuthority Authority { get; }

    /// <summary>Somebody whose certificate was withdrawn.</summary>
    public Signatory Revoked { get; }

    /// <summary>Where the sample authority of the signing realm lies.</summary>
    public string Trust => Path.Combine(_data, "trust", RealmIds.Moldova);

    public Uri Portal => AddressOf("portal");

    public Uri Gateway => AddressOf("gateway");

    public Mailbox Mails => new(_http, AddressOf("mailbox"));

    /// <summary>The public API, as that relying party has it.</summary>
    public MfaClient Api { get; private set; } = null!;

    public static async Task<DeveloperSystem> StartAsync()
    {
        var authority = await OpensslAuthority.CreateAsync();
        var revoked = await authority.IssueAsync("/serialNumber=" + PersonalNumber.New());
        await authority.RevokeAsync(revoked);
        var system = new DeveloperSystem(authority, revoked);
        try
        {
            await system.BeginAsync();
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_host is not null)
            await MfaSystem.StopAsync(_host);
        Authority.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    private string SystemFile => Path.Combine(_data, "system.json");

    private async Task BeginAsync()
    {
        Authority.TrustIn(Trust);
        await File.WriteAllTextAsync(Path.Combine(_data, "relying-parties.json"), TestClient.ToJson([Client]));
        _host = Process.Start(new ProcessStartInfo("dotnet",
        [
            Checkout.Program("AppHost"), "--data", _data, "--gateway-port", "0", "--portal-port", "0", "--realms", Path.Combine(Checkout.Root, "tests", "realms"), "--quiet",
        ])
        { WorkingDirectory = Checkout.Root, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var said = Gather(_host);
        using var limit = new CancellationTokenSource(StartLimit);
        while (!File.Exists(SystemFile))
        {
            if (_host.HasExited || limit.IsCancellationRequested)
                throw new InvalidOperationException($"The system did not start:{Environment.NewLine}{said()}");
            await Task.Delay(100, CancellationToken.None);
        }

        Api = new MfaClient(
            new HttpClient { BaseAddress = Gateway, Timeout = TimeSpan.FromSeconds(30) },
            new MfaClientOptions { Credential = new ClientSecretCredential(Client.Id, Client.Secret), MaxRetries = 6 });
        await WarmUpAsync(limit.Token);
    }

    /// <summary>What compiles at its first use, and hashes passwords meanwhile, can outlast a request's two seconds on a busy machine.</summary>
    private async Task WarmUpAsync(CancellationToken stop)
    {
        var census = new Census(this);
        await Task.WhenAll(census.WithMailAsync(), census.ActivatedAsync());
        while (true)
        {
            using var answer = await _http.GetAsync(new Uri(Portal, "/hu/sign-in/password"), stop);
            if (answer.IsSuccessStatusCode)
                return;
            await Task.Delay(200, stop);
        }
    }

    private Uri AddressOf(string resource) => new UriBuilder("http", "localhost", JsonNode.Parse(File.ReadAllText(SystemFile))!["resources"]!.AsArray()
        .First(entry => entry!["name"]!.GetValue<string>() == resource)!["port"]!.GetValue<int>()).Uri;

    private static Func<string> Gather(Process host)
    {
        var lines = new System.Collections.Concurrent.ConcurrentQueue<string>();
        host.OutputDataReceived += (_, line) => lines.Enqueue(line.Data ?? "");
        host.ErrorDataReceived += (_, line) => lines.Enqueue(line.Data ?? "");
        host.BeginOutputReadLine();
        host.BeginErrorReadLine();
        return () => string.Join(Environment.NewLine, lines);
    }
}

/// <summary>The realms by the service's names for them.</summary>
internal static class RealmIds
{
    public const string Hungary = "hu-ugyfelkapu";
    public const string Moldova = "md-mpass";
}
