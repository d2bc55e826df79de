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
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly HostProcess _host = new("portal");
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(20) };

    private DeveloperSystem(OpensslAuthority authority, Signatory revoked) => (Authority, Revoked) = (authority, revoked);

    /// <summary>The tests' own relying party, which may all.</summary>
    public TestClient Client { get; } = TestClient.Standard()[0];

    /// <summary>Whose signatures count, besides the sample authority's.</summary>
    public OpensslAuthority Authority { get; }

    /// <summary>Somebody whose certificate was withdrawn.</summary>
    public Signatory Revoked { get; }

    /// <summary>Where the sample authority of the signing realm lies.</summary>
    public string Trust => Path.Combine(_host.Data, "trust", RealmIds.Moldova);

    public Uri Portal => _host.Localhost("portal");

    public Uri Gateway => _host.Localhost("gateway");

    public Mailbox Mails => new(_http, _host.Localhost("mailbox"));

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
        await _host.DisposeAsync();
        Authority.Dispose();
    }

    private async Task BeginAsync()
    {
        Authority.TrustIn(Trust);
        await File.WriteAllTextAsync(Path.Combine(_host.Data, "relying-parties.json"), TestClient.ToJson([Client]));
        using var limit = new CancellationTokenSource(StartLimit);
        await _host.StartAsync(limit.Token, "--portal-port", "0", "--realms", Path.Combine(Checkout.Root, "tests", "realms"));
        Api = new MfaClient(
            new HttpClient { BaseAddress = Gateway, Timeout = TimeSpan.FromSeconds(30) },
            new MfaClientOptions { Credential = new ClientSecretCredential(Client.Id, Client.Secret), MaxRetries = 6 });
        await WarmUpAsync(limit.Token);
    }

    /// <summary>What compiles at its first use, and hashes passwords meanwhile, can outlast a request's two seconds on a busy machine.</summary>
    private async Task WarmUpAsync(CancellationToken stop)
    {
        var census = new Census(this);
        await Task.WhenAll(UntilItAnswersAsync(() => census.WithMailAsync(), stop), UntilItAnswersAsync(census.ActivatedAsync, stop));
        while (true)
        {
            using var answer = await _http.GetAsync(new Uri(Portal, "/hu/sign-in/password"), stop);
            if (answer.IsSuccessStatusCode)
                return;
            await Task.Delay(Pause, stop);
        }
    }

    /// <summary>Somebody comes whole to the service; who came half is nobody's.</summary>
    private static async Task UntilItAnswersAsync(Func<Task> come, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                await come();
                return;
            }
            catch (MfaProblemException outage) when (outage.Code == ProblemCodes.DependencyUnavailable && !stop.IsCancellationRequested)
            {
                await Task.Delay(Pause, stop);
            }
        }
    }
}

/// <summary>The realms by the service's names for them.</summary>
internal static class RealmIds
{
    public const string Hungary = "hu-ugyfelkapu";
    public const string Moldova = "md-mpass";
}
