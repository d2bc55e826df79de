using Mfa.Challenges.Storage;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Secrets;
using Mfa.ServiceDefaults.Time;
using Mfa.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace Mfa.Challenges.Tests.Storage;

/// <summary>The scripts on a real Redis, without the service around them.</summary>
public sealed class Shelf : IAsyncLifetime
{
    internal const string Realm = "quick";
    internal static readonly ClientReference Client = new("rp_one", 1);

    private StoreConnection? _connection;

    internal RedisServer Server { get; private set; } = null!;

    internal StoreClock Clock { get; } = new(TimeProvider.System);

    internal CodeStore Store { get; private set; } = null!;

    internal IDatabase Redis { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await RedisServer.StartAsync();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("ConnectionStrings:challenge-redis", Server.ConnectionString)]).Build();
        _connection = new StoreConnection(configuration, Clock, TimeProvider.System, NullLogger<StoreConnection>.Instance);
        Store = new CodeStore(_connection, Clock, NullLogger<CodeStore>.Instance);
        await _connection.StartAsync(CancellationToken.None);
        await ReadyAsync();
        Redis = (await ConnectionMultiplexer.ConnectAsync(Server.ConnectionString + ",allowAdmin=true")).GetDatabase();
        await AddClientAsync(Client);
    }

    public async ValueTask DisposeAsync()
    {
        await _connection!.StopAsync(CancellationToken.None);
        _connection.Dispose();
        Redis.Multiplexer.Dispose();
        await Server.DisposeAsync();
    }

    internal Task AddClientAsync(ClientReference client, string status = "active") =>
        Store.RunAsync(Script.Client, new ClientOrder(client.Id, client.Version, status, "{}"), StoreJson.Default.ClientOrder);

    /// <summary>Both connections are up: the store's own, and the one that reads what it keeps.</summary>
    internal async Task ReadyAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (true)
        {
            try
            {
                await AddClientAsync(new ClientReference("rp_ready", 1));
                if (Redis is not null)
                    await Redis.PingAsync();
                return;
            }
            catch (Exception notYet) when (notYet is DependencyUnavailableException or RedisException)
            {
                await Task.Delay(20, limit.Token);
            }
        }
    }

    /// <summary>An account with an app enrolled now, so that the epoch is before its secret.</summary>
    internal async Task<Session> AccountAsync(BudgetFigures? budgets = null, long? bornAt = null, params WrongCode[] wrong)
    {
        var session = NewSession(OpaqueId.New("acc_"));
        await FillAsync(session, 1, budgets, bornAt, wrong);
        return session;
    }

    internal Session NewSession(string accountId) => new(
        Realm, accountId, Client.Id, OpaqueId.New("sid_"), "pwd", OpaqueId.New("jti_"), Clock.Now / 1000 + 2, Clock.Now / 1000 + 600, Clock.Now / 1000, 1, 1, 0, null);

    internal Task<ScriptAnswer> FillAsync(Session session, long version, BudgetFigures? budgets = null, long? bornAt = null, params WrongCode[] wrong) =>
        Store.RunAsync(Script.Fill, new FillOrder(
            Realm, session.AccountId, version, Owed: true, 0, Clock.Now, RecoveryCodesRemaining: 10,
            [new CachedFactor(FactorOf(session), "totp", "active", "authenticator app", "sealed", "SHA1", 6, 30, 0, bornAt ?? Clock.Now)],
            wrong, null, budgets ?? Figures(), null, 0), StoreJson.Default.FillOrder);

    /// <summary>An account whose one factor is its mailbox.</summary>
    internal async Task<Session> MailAccountAsync(BudgetFigures? budgets = null, params WrongCode[] wrong)
    {
        var session = NewSession(OpaqueId.New("acc_"));
        await Store.RunAsync(Script.Fill, new FillOrder(
            Realm, session.AccountId, 1, Owed: true, 0, Clock.Now, RecoveryCodesRemaining: 0,
            [new CachedFactor(FactorOf(session), "email", "active", "a…@e….org", null, null, 6, null, 0, Clock.Now)],
            wrong, null, budgets ?? Figures(), "sealed recipient", 1), StoreJson.Default.FillOrder);
        return session;
    }

    internal Task<ScriptAnswer> MailAsync(Session session, BudgetFigures? budgets = null, string source = "here", int life = 600, int maxOpen = 500) =>
        Store.RunAsync(Script.Create, new CreateOrder(Client, session, new OpenOrder(
            OpaqueId.New("chl_"), "email", null, "sign-in", null, null, null, [.. Enumerable.Range(0, 1000).Select(n => $"{n:D3}")], life, maxOpen,
            budgets ?? Figures(), null, null, new CodeMail("1.mac", "sealed content", source))), StoreJson.Default.CreateOrder);

    internal Task<ScriptAnswer> RecoverAsync(Session session, BudgetFigures? budgets = null) =>
        Store.RunAsync(Script.Create, new CreateOrder(Client, session, new OpenOrder(
            OpaqueId.New("chl_"), "recovery", null, "manage", null, null, null, [.. Enumerable.Range(0, 1000).Select(n => $"{n:D3}")], 600, 500,
            budgets ?? Figures(), null, null, null)), StoreJson.Default.CreateOrder);

    internal Task<ScriptAnswer> ReportAsync(string challenge, string accountId, ClientReference? client = null) =>
        Store.RunAsync(Script.Report, new ReportOrder(challenge, Realm, accountId, client ?? Client), StoreJson.Default.ReportOrder);

    internal Task<ScriptAnswer> ResendAsync(string challenge) =>
        Store.RunAsync(Script.Resend, new ResendOrder(challenge, [Realm], Client, Proof: false), StoreJson.Default.ResendOrder);

    internal async Task<StoredChallenge> ReadAsync(string challenge, bool proof = false) =>
        (await Store.RunAsync(Script.Read, new ReadOrder(challenge, [Realm], proof ? null : Client, proof, false), StoreJson.Default.ReadOrder))
            .Read(2, StoreJson.Default.StoredChallenge);

    /// <summary>Takes all that a relay has to hand on now, and tells that it has arrived.</summary>
    internal async Task<IReadOnlyList<(string What, string Json)>> TakeAsync()
    {
        List<(string, string)> entries = [];
        while (true)
        {
            var taken = await Store.RunAsync(Script.Take, new TakeOrder("bus", "bus", "one"), StoreJson.Default.TakeOrder);
            if (taken.Count == 2)
                return entries;
            for (var at = 2; at < taken.Count; at += 4)
                entries.Add((taken.Text(at + 1), taken.Text(at + 2)));
            string[] ids = [.. Enumerable.Range(0, (taken.Count - 2) / 4).Select(n => taken.Text(2 + (n * 4)))];
            await Store.RunAsync(Script.Done, new DoneOrder("bus", "bus", ids), StoreJson.Default.DoneOrder);
        }
    }

    internal static string FactorOf(Session session) => "fac_" + session.AccountId[4..];

    internal static BudgetFigures Figures(int challenge = 5, int account = 10, int window = 900, int coolDown = 900, int totp = 25) =>
        new(challenge, account, window, coolDown, 86_400, 7_776_000, 1, new KindFigures(totp, 20), 4, 12, 3, 30, 6000, 1200);

    internal async Task<string> OpenAsync(Session session, BudgetFigures? budgets = null, string purpose = "sign-in", int life = 600, int maxOpen = 500)
    {
        var answer = await CreateAsync(session, budgets, purpose, life, maxOpen);
        Assert.Equal("created", answer.Outcome);
        return answer.Read(2, StoreJson.Default.StoredChallenge).Id;
    }

    internal Task<ScriptAnswer> CreateAsync(
        Session session, BudgetFigures? budgets = null, string purpose = "sign-in", int life = 600, int maxOpen = 500, string? idempotency = null, string? body = null) =>
        Store.RunAsync(Script.Create, new CreateOrder(Client, session, new OpenOrder(
            OpaqueId.New("chl_"), "totp", null, purpose, "nonce", null, null, [.. Enumerable.Range(0, 1000).Select(n => $"{n:D3}")], life, maxOpen,
            budgets ?? Figures(), idempotency, body, null)), StoreJson.Default.CreateOrder);

    internal Task<ScriptAnswer> ChargeAsync(string challenge, string? charge = null, ClientReference? client = null, string format = "digits-6") =>
        Store.RunAsync(Script.Charge, new ChargeOrder(charge ?? OpaqueId.New("one."), format) { Id = challenge, Client = client ?? Client, Realms = [Realm] },
            StoreJson.Default.ChargeOrder);

    internal Task<ScriptAnswer> SettleAsync(string challenge, string charge, string verdict, long? step = null, long last = 0) =>
        Store.RunAsync(Script.Settle, new SettleOrder(challenge, charge, verdict, step, last, null), StoreJson.Default.SettleOrder);

    /// <summary>One whole verify: the outcome of charge when it refuses, of settle otherwise.</summary>
    internal async Task<string> VerifyAsync(string challenge, bool right, long? step = 100, string format = "digits-6")
    {
        var charge = OpaqueId.New("one.");
        var charged = await ChargeAsync(challenge, charge, format: format);
        return charged.Outcome != "charged" ? charged.Outcome : (await SettleAsync(challenge, charge, right ? "right" : "wrong", right ? step : null)).Outcome;
    }

    internal Task RaiseAsync(string owner, Session session, long number, string? by) =>
        Store.RunAsync(Script.Raise, new RaiseOrder(owner, Realm, session.AccountId, number, by), StoreJson.Default.RaiseOrder);

    internal async Task<string> StatusAsync(string challenge) =>
        (await Store.RunAsync(Script.Read, new ReadOrder(challenge, [Realm], Client, false, false), StoreJson.Default.ReadOrder))
            .Read(2, StoreJson.Default.StoredChallenge).Status;

    internal async Task<long> WrongAsync(Session session) => await Redis.SortedSetLengthAsync($"mfa:wrong:{Realm}:{session.AccountId}");

    internal async Task<long> KeptAsync(Session session) => await Redis.SortedSetLengthAsync($"mfa:kept:{Realm}:{session.AccountId}:totp");
}
