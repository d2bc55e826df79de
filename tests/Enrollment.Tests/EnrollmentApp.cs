using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mfa.Contracts;
using Mfa.Enrollments.Domain;
using Mfa.Enrollments.Storage;
using Mfa.Enrollments.Tests.Neighbours;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.Secrets;
using Mfa.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Mfa.Enrollments.Tests;

/// <summary>Enrollment on a real database, with generated keys and loopback neighbours.</summary>
public sealed class EnrollmentApp : WebApplicationFactory<Program>, IAsyncLifetime
{
    public const string PublicUrl = "https://mfa.test";

    /// <summary>A realm whose apps are disabled by the fifth wrong code.</summary>
    public const string Tiny = "tiny";
    public const int TinyWrong = 5;
    public const int TinyMailWrong = 3;
    public const int TinyRecoveryWrong = 4;

    /// <summary>A realm that knows no mailed codes.</summary>
    public const string AppsOnly = "apps-only";

    /// <summary>A realm whose apps make eight digits a minute with SHA-512.</summary>
    public const string SlowSteps = "slow-steps";

    /// <summary>A realm where two operators reset a factor.</summary>
    public const string TwoOperators = "two-operators";

    private readonly EnrollmentApp? _before;
    private readonly string _folder;
    private readonly Dictionary<string, int> _versions = [];
    private readonly LogCapture _log = new();

    public EnrollmentApp()
    {
        _folder = Directory.CreateTempSubdirectory("mfa-enrollment-").FullName;
        Keys = new TestKeys(Path.Combine(_folder, "keys"));
        Challenge = new ChallengeDouble(Keys);
        People = new DirectoryDouble(Keys) { TokenOf = BeginSession };
    }

    /// <summary>The service started once more: with its keys as they are then, its database and its neighbours.</summary>
    private EnrollmentApp(EnrollmentApp before)
    {
        (_before, _folder, Keys, Challenge, People, Database) = (before, before._folder, before.Keys, before.Challenge, before.People, before.Database);
    }

    public TestDatabase Database { get; private set; } = null!;

    /// <summary>Everything that was logged, at any level.</summary>
    public string Logged => _log.ToString();

    internal TestKeys Keys { get; }

    internal ChallengeDouble Challenge { get; }

    internal DirectoryDouble People { get; }

    public static string ShippedRealms => Path.Combine(AppContext.BaseDirectory, "test-realms");

    /// <summary>Before the start: on this database instead of one of its own.</summary>
    internal EnrollmentApp On(TestDatabase database)
    {
        Database = database;
        return this;
    }

    /// <summary>Before the start: with the keys and the people of another.</summary>
    internal EnrollmentApp After(EnrollmentApp other)
    {
        foreach (var (id, card) in other.People.Accounts)
            People.Accounts[id] = card;
        foreach (var key in Directory.EnumerateFiles(other.Keys.Own, "*.key"))
            File.Copy(key, Path.Combine(Keys.Own, Path.GetFileName(key)), overwrite: true);
        return this;
    }

    public async ValueTask InitializeAsync()
    {
        Database ??= await TestDatabase.CreateAsync(Path.Combine(_folder, "data", "enrollment.db"));
        WriteOwnRealms(Directory.CreateDirectory(Path.Combine(_folder, "realms")).FullName);
        await Challenge.StartAsync();
        await People.StartAsync();
        await RegisterAsync("rp_one", 1);
        await RegisterAsync("rp_two", 1);
        await WarmUpAsync();
    }

    /// <summary>Starts it beside this one, perhaps with another key; <c>rp_desk</c> is known there.</summary>
    public async Task<EnrollmentApp> NextAsync(string? key = null)
    {
        if (key is not null)
            TestKeys.AddSymmetric(Keys.Own, key);
        var next = new EnrollmentApp(this);
        foreach (var party in new[] { "rp_one", "rp_two", "rp_desk" })
            await next.RegisterAsync(party, 1);
        return next;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_before is not null)
            return;
        await Challenge.DisposeAsync();
        await People.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>
    /// The first requests of a process compile what they run, which on a busy machine takes longer than a request may: that is no test's matter.
    /// </summary>
    private async Task WarmUpAsync()
    {
        var person = NewPerson();
        var started = await Patiently.AskAsync(() => person.StartAsync());
        await Patiently.AskAsync(() => person.Backend.DeleteAsync($"{person.Factors}/{started["id"]}"));
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
    internal Person NewPerson(string realm = "quick", string? label = null, string relyingParty = "rp_one", string? email = null)
    {
        var card = new AccountCard(realm, OpaqueId.New("acc_"), label ?? OpaqueId.New("kovacs.anna-"), null, "en", email, 1);
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
            Rebinds = true,
            AddressVersion = 1,
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

    /// <summary>What was told of the person's factors, oldest first; nothing of it leaves, as there is no bus here.</summary>
    internal async Task<List<AuditEvent>> EventsOf(Person person) =>
        [.. (await ReadAsync(db => db.Outbox.Where(row => row.Target == "bus" && row.Payload.Contains(person.Id)).OrderBy(row => row.Id).Select(row => row.Payload).ToListAsync()))
            .Select(payload => JsonSerializer.Deserialize(payload, ContractsJson.Default.AuditEvent)!)];

    /// <summary>Directory's news of another address, and its card with it.</summary>
    internal async Task ReaddressAsync(Person person, string email, long version)
    {
        People.Accounts[person.Id] = person.Card with { Email = email, Version = version };
        await TellAddressAsync(person, email, version);
    }

    internal async Task TellAddressAsync(Person person, string email, long version)
    {
        var body = JsonSerializer.SerializeToNode(new AddressChange(person.Realm, EmailHint.Of(email), version), InternalJson.Default.AddressChange);
        (await Inside("directory").PutAsync($"/internal/accounts/{person.Id}/address", body)).Expect(HttpStatusCode.NoContent);
    }

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
        builder.UseSetting("ConnectionStrings:rabbitmq", "amqp://nobody:nothing@127.0.0.1:1");
        builder.UseSetting("ConnectionStrings:enrollment", Database.ConnectionString);
        builder.UseSetting("services:challenge:h2c:0", Challenge.Address.ToString());
        builder.UseSetting("services:directory:h2c:0", People.Address.ToString());
        builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(_log).AddFilter<LogCapture>(null, LogLevel.Trace));
    }

    /// <summary>A session as Directory begins it: its token is one that Challenge knows.</summary>
    private string BeginSession(SessionOrder order)
    {
        var (token, now) = (OpaqueId.New("sign-in-"), TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        Challenge.Tokens[("sign-in", token)] = new Session(
            order.Realm, order.AccountId, order.RelyingParty, OpaqueId.New("sid_"), order.Method, OpaqueId.New("jti_"), now, now + 1800, now,
            order.Factors.Version, 0, 0, null);
        return token;
    }

    private static IReadOnlyList<string> AllRealms { get; } =
        [Tiny, AppsOnly, SlowSteps, TwoOperators, .. Directory.EnumerateFiles(ShippedRealms, "*.json").Select(file => Path.GetFileNameWithoutExtension(file))];

    private static void WriteOwnRealms(string folder)
    {
        var realm = JsonNode.Parse(File.ReadAllText(Path.Combine(ShippedRealms, "quick.json")))!;
        realm["id"] = Tiny;
        realm["budgets"] = new JsonObject { ["totpWrong"] = TinyWrong, ["emailWrong"] = TinyMailWrong, ["accountWindow"] = 60, ["recoveryWrong"] = TinyRecoveryWrong };
        File.WriteAllText(Path.Combine(folder, "tiny.json"), realm.ToJsonString());
        (realm["id"], realm["operators"]) = (TwoOperators, new JsonObject { ["resetNeedsTwo"] = true });
        File.WriteAllText(Path.Combine(folder, "two-operators.json"), realm.ToJsonString());
        realm.AsObject().Remove("operators");
        (realm["id"], realm["factors"]) = (AppsOnly, new JsonArray("totp"));
        File.WriteAllText(Path.Combine(folder, "apps-only.json"), realm.ToJsonString());
        (realm["id"], realm["totp"]) = (SlowSteps, new JsonObject
        {
            ["issuer"] = "Test slow steps",
            ["algorithm"] = "SHA512",
            ["digits"] = 8,
            ["periodSeconds"] = 60,
            ["skewSteps"] = 0,
        });
        File.WriteAllText(Path.Combine(folder, "slow-steps.json"), realm.ToJsonString());
    }
}
