using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mfa.Enrollments.Domain;
using Mfa.Enrollments.Storage;
using Mfa.Enrollments.Tests.Neighbours;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.Secrets;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Mfa.Enrollments.Tests;

/// <summary>Enrollment on a real SQLite file, with generated keys and loopback neighbours.</summary>
public sealed class EnrollmentApp : WebApplicationFactory<Program>, IAsyncLifetime
{
    public const string PublicUrl = "https://mfa.test";

    /// <summary>A realm whose apps are disabled by the fifth wrong code.</summary>
    public const string Tiny = "tiny";
    public const int TinyWrong = 5;

    private readonly string _folder = Directory.CreateTempSubdirectory("mfa-enrollment-").FullName;
    private readonly Dictionary<string, int> _versions = [];
    private readonly LogCapture _log = new();

    public EnrollmentApp()
    {
        Keys = new TestKeys(Path.Combine(_folder, "keys"));
        Challenge = new ChallengeDouble(Keys);
        People = new DirectoryDouble(Keys);
    }

    public string DatabaseFile => Path.Combine(_folder, "data", "enrollment.db");

    /// <summary>Everything that was logged, at any level.</summary>
    public string Logged => _log.ToString();

    internal TestKeys Keys { get; }

    internal ChallengeDouble Challenge { get; }

    internal DirectoryDouble People { get; }

    public static string ShippedRealms => Path.Combine(AppContext.BaseDirectory, "test-realms");

    public async ValueTask InitializeAsync()
    {
        WriteTinyRealm(Directory.CreateDirectory(Path.Combine(_folder, "realms")).FullName);
        await Challenge.StartAsync();
        await People.StartAsync();
        await RegisterAsync("rp_one", 1);
        await RegisterAsync("rp_two", 1);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Challenge.DisposeAsync();
        await People.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Tells Enrollment of a relying party, as Directory does.</summary>
    public Task<Reply> RegisterAsync(string id, int version, string status = "active")
    {
        _versions[id] = version;
        var record = new RelyingPartyRecord(id, id, [], [], [], new RelyingPartyPolicy(["totp"], null, null), false, status, version);
        var body = JsonSerializer.SerializeToNode(record, InternalJson.Default.RelyingPartyRecord);
        return Inside("directory").PutAsync($"/internal/relying-parties/{id}", body);
    }

    /// <summary>Calls as a relying party with all test realms, unless told otherwise.</summary>
    public Caller As(string client = "rp_one", string scope = "mfa.enroll", IReadOnlyList<string>? realms = null, int? version = null) =>
        Bearer(Keys.AccessToken(client, realms ?? AllRealms, scope, version ?? _versions[client]));

    /// <summary>Calls as another of our services.</summary>
    public Caller Inside(string service = "challenge") => Bearer(Keys.ServiceToken(service));

    public Caller Bearer(string? token)
    {
        var client = CreateClient();
        if (token is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new Caller(client);
    }

    /// <summary>Somebody with an account and a password, and nothing else yet.</summary>
    internal Person NewPerson(string realm = "quick", string label = "kovacs.anna", string relyingParty = "rp_one")
    {
        var card = new AccountCard(realm, OpaqueId.New("acc_"), label, null, "en", null, 1);
        People.Accounts[card.Id] = card;
        return new Person(this, card, relyingParty);
    }

    internal async Task<T> ReadAsync<T>(Func<EnrollmentDb, Task<T>> read)
    {
        await using var scope = Services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<EnrollmentDb>());
    }

    /// <summary>A factor of the account that no request made, active.</summary>
    internal Task<string> PlantAsync(Person person, string type = "totp") => ReadAsync(async db =>
    {
        var (protector, now) = (Services.GetRequiredService<SecretProtector>(), TimeProvider.System.GetUtcNow());
        await using var change = await db.Database.BeginTransactionAsync();
        var account = (await db.HoldAsync(person.Realm, person.Id, CancellationToken.None)).Account;
        protector.Ready(account);
        var factor = new Factor
        {
            Id = OpaqueId.New("fac_"),
            Realm = person.Realm,
            AccountId = person.Id,
            Type = type,
            Hint = type,
            RelyingParty = "rp_one",
            SessionId = "planted",
            SessionVersion = 0,
            ChallengeId = "planted",
            Algorithm = "SHA1",
            Digits = 6,
            PeriodSeconds = 30,
            CreatedAt = now,
            ExpiresAt = now,
        };
        factor.Keep(protector.Seal(account, factor.Id, SecretProtector.NewSecret()));
        factor.ProofBegan(1, now);
        factor.Activate(1, 1, now);
        account.Owe();
        db.Add(factor);
        await db.SaveChangesAsync();
        await change.CommitAsync();
        return factor.Id;
    });

    /// <summary>Changes the account's one app past every route.</summary>
    internal Task ChangeAsync(Person person, Action<FactorAccount, Factor> change) => ReadAsync(async db =>
    {
        change(
            await db.Accounts.SingleAsync(a => a.AccountId == person.Id),
            await db.Factors.SingleAsync(f => f.AccountId == person.Id && f.Type == "totp" && f.Status != FactorStatus.Ended));
        return await db.SaveChangesAsync();
    });

    /// <summary>News of a guess as Challenge tells it.</summary>
    internal Outcome OutcomeOf(
        Person person, string name, string charge, string kind = "totp", string session = "s", long? at = null, string? factorId = null, long? step = null) =>
        new(name, person.Realm, person.Id, $"{charge}@{person.Id}", kind, session, at ?? TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), factorId, step);

    internal async Task TellAsync(params IReadOnlyList<Outcome> outcomes)
    {
        var body = JsonSerializer.SerializeToNode(new OutcomeBatch(outcomes), InternalJson.Default.OutcomeBatch);
        (await Inside().PostAsync("/internal/outcomes", body)).Expect(HttpStatusCode.NoContent);
    }

    /// <summary>The account's factor set as Challenge gets it.</summary>
    internal async Task<FactorSet> SetOf(Person person)
    {
        var reply = (await Inside().GetAsync($"/internal/factor-sets/{person.Id}?realm={person.Realm}")).Expect(HttpStatusCode.OK);
        return JsonSerializer.Deserialize(reply.Text, InternalJson.Default.FactorSet)!;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Test");
        builder.UseSetting("PublicUrl", PublicUrl);
        builder.UseSetting("Realms:Path", ShippedRealms);
        builder.UseSetting("Realms:AdditionalPaths:0", Path.Combine(_folder, "realms"));
        builder.UseSetting("Keys:Path", Keys.Own);
        builder.UseSetting("Keys:PublicPath", Keys.Public);
        builder.UseSetting("ConnectionStrings:enrollment", $"Data Source={DatabaseFile}");
        builder.UseSetting("services:challenge:h2c:0", Challenge.Address.ToString());
        builder.UseSetting("services:directory:h2c:0", People.Address.ToString());
        builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(_log).AddFilter<LogCapture>(null, LogLevel.Trace));
    }

    private static IReadOnlyList<string> AllRealms { get; } =
        [Tiny, .. Directory.EnumerateFiles(ShippedRealms, "*.json").Select(file => Path.GetFileNameWithoutExtension(file))];

    private static void WriteTinyRealm(string folder)
    {
        var realm = JsonNode.Parse(File.ReadAllText(Path.Combine(ShippedRealms, "quick.json")))!;
        realm["id"] = Tiny;
        realm["budgets"] = new JsonObject { ["totpWrong"] = TinyWrong, ["accountWindow"] = 60 };
        File.WriteAllText(Path.Combine(folder, "tiny.json"), realm.ToJsonString());
    }
}
