namespace Mfa.Testing;

/// <summary>The whole system, started as ./run starts it: real processes, real servers, free ports, a folder of its own.</summary>
public sealed class MfaSystem : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);

    private readonly HostProcess _host = new("system");
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(20) };

    private MfaSystem(IReadOnlyList<TestClient> clients) => Clients = clients;

    /// <summary>Data, keys and logs of this run.</summary>
    public string Folder => _host.Data;

    public IReadOnlyList<TestClient> Clients { get; }

    public Uri Gateway => Url("gateway");

    /// <summary>Where its mails arrive.</summary>
    public Mailbox Mailbox => new(_http, Url("mailbox"), Grace);

    /// <summary>What a part that was killed needs to be started again and found: added to each wait for what comes by the bus.</summary>
    public TimeSpan Grace { get; set; }

    /// <param name="options">The host's own options, after those every test needs.</param>
    public static Task<MfaSystem> StartAsync(params string[] options) => StartAsync(_ => { }, options);

    /// <param name="furnish">Lays out what the system finds in its data folder when it starts.</param>
    /// <param name="options">The host's own options, after those every test needs.</param>
    public static Task<MfaSystem> StartAsync(Action<string> furnish, params string[] options) => StartAsync(furnish, TestClient.Standard(), options);

    /// <param name="furnish">Lays out what the system finds in its data folder when it starts.</param>
    /// <param name="clients">Whom it knows from the start; <c>main</c> is one of them.</param>
    /// <param name="options">The host's own options, after those every test needs.</param>
    public static async Task<MfaSystem> StartAsync(Action<string> furnish, IReadOnlyList<TestClient> clients, params string[] options)
    {
        var system = new MfaSystem(clients);
        try
        {
            furnish(system.Folder);
            var file = Path.Combine(system.Folder, "clients.json");
            await File.WriteAllTextAsync(file, TestClient.ToJson(clients));
            using var limit = new CancellationTokenSource(StartLimit);
            await system._host.StartAsync(limit.Token,
            [
                "--realms", Path.Combine(Checkout.Root, "tests", "realms"), "--relying-parties", file,
                "--database", TestDatabase.OnPostgres ? "postgres" : "sqlite", .. options,
            ]);
            await system.UntilWarmAsync(limit.Token);
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    /// <summary>After a part was started again, as at the start.</summary>
    public async Task UntilWarmAsync()
    {
        using var limit = new CancellationTokenSource(StartLimit);
        await UntilWarmAsync(limit.Token);
    }

    /// <summary>First requests compile what they run; on a busy machine that alone can outlast a request's two seconds. Tests begin after them.</summary>
    private async Task UntilWarmAsync(CancellationToken stop)
    {
        while (true)
        {
            try
            {
                var main = RelyingParty();
                await main.StepUpAsync(await main.RegisterWithAppAsync());
                var person = await main.RegisterWithMailAsync(Mailbox, "mail-often");
                await main.ChallengeAsync(person, await main.SignInTokenAsync(person), "email");
                return;
            }
            catch (InvalidOperationException notYet) when (notYet.Message.Contains("503", StringComparison.Ordinal))
            {
                await Task.Delay(200, stop);
            }
        }
    }

    /// <param name="endpoint"><c>http</c>, or <c>h2c</c> on which the services meet.</param>
    public Uri Url(string resource, int replica = 0, string endpoint = "http") => new(_host.Entry(resource, replica)["endpoints"]![endpoint]!.GetValue<string>());

    public int Pid(string resource, int replica = 0) => _host.Entry(resource, replica)["pid"]!.GetValue<int>();

    public string ConnectionString(string resource) => _host.Entry(resource)["connectionString"]!.GetValue<string>();

    /// <summary>The store of Directory or Enrollment, past the service.</summary>
    public TestDatabase Database(string service) => TestDatabase.OnPostgres
        ? TestDatabase.Elsewhere($"{ConnectionString("postgres")};Database={service}")
        : TestDatabase.OnSqlite(Path.Combine(Folder, service, service + ".db"));

    /// <summary>The broker's management API, with the credentials of its operator in it: <c>http://operator:password@127.0.0.1:port</c>.</summary>
    public Uri BrokerManagement => new UriBuilder(Url("rabbitmq", endpoint: "management"))
    {
        UserName = new Uri(ConnectionString("rabbitmq")).UserInfo.Split(':')[0],
        Password = new Uri(ConnectionString("rabbitmq")).UserInfo.Split(':')[1],
    }.Uri;

    /// <summary>A relying party's backend that speaks to the gateway, or straight to an instance of a service.</summary>
    public RelyingParty RelyingParty(string client = "main", Uri? at = null) =>
        new(_http, Clients.Single(c => c.Name == client), Gateway, at ?? Gateway, PublicUrl);

    /// <summary>As the system knows itself: the audience of a client's own words.</summary>
    public string PublicUrl => new UriBuilder(Gateway) { Host = "localhost" }.Uri.AbsoluteUri.TrimEnd('/');

    public async Task UntilReadyAsync(string resource, int replica = 0)
    {
        using var limit = new CancellationTokenSource(StartLimit);
        while (true)
        {
            try
            {
                using var answer = await _http.GetAsync(new Uri(Url(resource, replica), "/health/ready"), limit.Token);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(100, limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _host.DisposeAsync();
    }
}
