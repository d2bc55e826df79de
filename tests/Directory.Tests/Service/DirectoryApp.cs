using System.Security.Cryptography;
using Mfa.Directories.Domain;
using Mfa.Directories.Storage;
using Mfa.ServiceDefaults.Tokens;
using Mfa.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using RelyingParty = Mfa.Testing.RelyingParty;

[assembly: AssemblyFixture(typeof(Mfa.Directories.Tests.Service.DirectoryApp))]

namespace Mfa.Directories.Tests.Service;

/// <summary>Directory as it runs: its own program on Kestrel, a real database, keys and relying parties of its own, stubs for its neighbours.</summary>
public sealed class DirectoryApp : WebApplicationFactory<Program>, IAsyncLifetime
{
    public const string PublicUrl = "http://mfa.test";

    private readonly string _folder = Directory.CreateTempSubdirectory("mfa-directory-").FullName;
    private readonly Dictionary<string, string?> _settings = new(StringComparer.Ordinal);
    private HttpClient _http = null!;

    public IReadOnlyList<TestClient> Clients { get; init; } =
    [
        .. TestClient.Standard(),
        new TestClient("quick-only", Id(), Secret(), ["mfa.challenge", "mfa.directory"], ["totp"], null, ["quick"]),
    ];

    public Neighbours Neighbours { get; private set; } = null!;

    public LogLines Logs { get; } = new();

    public RelyingParty Main { get; private set; } = null!;

    /// <summary>Its own, unless it was given another's before the start.</summary>
    public TestDatabase Database { get; private set; } = null!;

    public Uri Address { get; private set; } = null!;

    public HttpClient Http => _http;

    /// <summary>Before the start: a second instance on the same database.</summary>
    public DirectoryApp On(TestDatabase database)
    {
        Database = database;
        return this;
    }

    /// <summary>Before the start: what another holds is read with its keys.</summary>
    public DirectoryApp WithKeysOf(DirectoryApp other) => With("Keys:Path", Path.Combine(other._folder, "keys")).With("Keys:PublicPath", Path.Combine(other._folder, "public"));

    /// <summary>Before the start: another setting than the usual.</summary>
    public DirectoryApp With(string setting, string? value)
    {
        _settings[setting] = value;
        return this;
    }

    public async ValueTask InitializeAsync()
    {
        Database ??= await TestDatabase.CreateAsync(Path.Combine(_folder, "directory.db"));
        Neighbours = await Neighbours.StartAsync();
        ServiceKeys.Write(_folder);
        await File.WriteAllTextAsync(Path.Combine(_folder, "clients.json"), TestClient.ToJson(Clients));
        UseKestrel(0);
        StartServer();
        _http = new HttpClient { BaseAddress = ClientOptions.BaseAddress };
        Address = ClientOptions.BaseAddress;
        Main = Client("main");
    }

    /// <summary>A relying party of <see cref="Clients"/> that has no access token yet.</summary>
    public RelyingParty Client(string name) => As(Clients.Single(client => client.Name == name));

    /// <summary>The same for one that a test made.</summary>
    public RelyingParty As(TestClient client) => new(_http, client, Address, Address, PublicUrl);

    /// <summary>Whatever a test does to the database directly, it does here.</summary>
    internal async Task<T> InDatabaseAsync<T>(Func<DirectoryDb, Task<T>> work)
    {
        await using var scope = Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<DirectoryDb>());
    }

    /// <summary>A lock that nobody explains, as an operator's.</summary>
    internal Task LockAsync(Person person) => InDatabaseAsync(db => db.Accounts.Where(a => a.Id == person.AccountId)
        .ExecuteUpdateAsync(set => set.SetProperty(a => a.Status, AccountStatus.Locked)));

    /// <summary>An account as a signature makes it, before its first password.</summary>
    internal Task TakePasswordAsync(Person person) => InDatabaseAsync(db => db.Accounts.Where(a => a.Id == person.AccountId)
        .ExecuteUpdateAsync(set => set.SetProperty(a => a.PasswordHash, (string?)null)));

    /// <summary>An account whose address was never confirmed.</summary>
    internal Task UnconfirmAsync(Person person) => InDatabaseAsync(db => db.Accounts.Where(a => a.Id == person.AccountId)
        .ExecuteUpdateAsync(set => set.SetProperty(a => a.ConfirmBefore, TimeProvider.System.GetUtcNow().AddDays(1))));

    /// <summary>A person whose address a relying party vouches for.</summary>
    internal async Task<Person> RegisterWithAddressAsync(string address, string realm = "quick")
    {
        var body = Ask.Account(realm);
        (body["email"], body["emailVerified"], body["displayName"]) = (address, true, "Anna");
        var made = (await Main.PostAsync("/v1/accounts", body)).Expect(System.Net.HttpStatusCode.Created);
        return new Person(realm, made.Text("id"), body["identifiers"]![0]!["value"]!.GetValue<string>());
    }

    /// <summary>A person whose address waits for its first confirmation.</summary>
    internal async Task<Person> JoinAsync(string address, string realm = "quick", RelyingParty? by = null)
    {
        var body = Ask.Account(realm);
        body["email"] = address;
        var made = (await (by ?? Main).PostAsync("/v1/accounts", body)).Expect(System.Net.HttpStatusCode.Created);
        return new Person(realm, made.Text("id"), body["identifiers"]![0]!["value"]!.GetValue<string>());
    }

    /// <summary>A token that Challenge calls good for this person's account.</summary>
    internal string Session(Person person, string method, string? factor = null, long accountVersion = 1)
    {
        var (token, id) = (Ask.NewUsername(), "sid_" + Ask.NewUsername());
        Neighbours.Sessions[token] = new Mfa.InternalApi.Session(
            person.Realm, person.AccountId, Main.Id, id, method, token, 1, 2, 1, 0, accountVersion, 0, factor);
        return token;
    }

    /// <summary>A service token as a neighbour makes it.</summary>
    public string ServiceToken(string issuer = "enrollment", string audience = "directory")
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        return new TokenSigner(TokenClass.Service, ServiceKeys.Read(_folder, "service")).Sign(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["iss"] = issuer,
            ["aud"] = audience,
            ["iat"] = now,
            ["exp"] = now + 60,
        });
    }

    public ECDsaSecurityKey Key(string name) => ServiceKeys.Read(_folder, name);

    public override async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        await base.DisposeAsync();
        await Neighbours.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("PublicUrl", PublicUrl);
        builder.UseSetting("H2C_PORT", "1");
        builder.UseSetting("Keys:Path", Path.Combine(_folder, "keys"));
        builder.UseSetting("Keys:PublicPath", Path.Combine(_folder, "public"));
        builder.UseSetting("Realms:AdditionalPaths:0", Path.Combine(Checkout.Root, "tests", "realms"));
        builder.UseSetting("Realms:AdditionalPaths:1", Path.Combine(Checkout.Root, "src", "AppHost", "Development", "realms"));
        builder.UseSetting("ConnectionStrings:directory", Database.ConnectionString);
        builder.UseSetting("ConnectionStrings:rabbitmq", "amqp://nobody:nothing@127.0.0.1:1");
        builder.UseSetting("Bootstrap:RelyingPartiesFile", Path.Combine(_folder, "clients.json"));
        builder.UseSetting("services:enrollment:h2c:0", Neighbours.Address.ToString());
        builder.UseSetting("services:challenge:h2c:0", Neighbours.Address.ToString());
        foreach (var (setting, value) in _settings)
            builder.UseSetting(setting, value);
        builder.ConfigureLogging(logging => logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(Logs));
    }

    private static string Id() => "rp_" + RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz234567", 26);

    private static string Secret() => RandomNumberGenerator.GetHexString(64);
}
