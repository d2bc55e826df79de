using System.Diagnostics;
using System.Text.Json.Nodes;
using Mfa.Bus;
using Mfa.Contracts;
using Mfa.Storage;
using Mfa.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace Mfa.Outboxes.Tests;

/// <summary>What is for the bus leaves with its change, is confirmed by a real broker, and only then leaves the outbox.</summary>
public sealed class BusRelayTests : IAsyncLifetime
{
    private static readonly string[] Messages = ["SendMail", "AuditEvent"];

    private readonly string _folder = Directory.CreateTempSubdirectory("mfa-outbox-").FullName;
    private RabbitServer _broker = null!;
    private string _address = null!;
    private WebApplication _service = null!;

    public async ValueTask InitializeAsync()
    {
        _broker = await RabbitServer.SharedAsync();
        _address = await _broker.NewVirtualHostAsync();
        await DeclareAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration["ConnectionStrings:rabbitmq"] = _address;
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(TimeProvider.System).AddHttpClient().AddHealthChecks();
        builder.Services.AddDbContext<Db>(options => options.UseSqlite($"Data Source={_folder}/outbox.db")).AddOutbox<Db>();
        builder.AddBus();
        _service = builder.Build();
        await InDb(db => db.Database.EnsureCreatedAsync());
        await _service.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _service.StopAsync();
        await _service.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task RowsAreConfirmedInTheirTraceAndLeaveTheOutbox()
    {
        using var request = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();
        await WriteAsync(OutboxRow.ForBus(Mail("evt_1.1", life: 60), TimeProvider.System), OutboxRow.ForBus(Event("evt_1"), TimeProvider.System));
        await WriteAsync(OutboxRow.ForBus("audit-event", Event("evt_2"), ContractsJson.Default.AuditEvent, TimeProvider.System));
        request.Stop();

        await UntilAsync(async () => await InDb(db => db.Set<OutboxRow>().CountAsync()) == 0);

        var mail = JsonNode.Parse(Assert.Single(await _broker.MessagesAsync(_address, "SendMail")))!;
        Assert.Equal("evt_1.1", Envelope(mail)["message"]!["mailId"]!.GetValue<string>());
        Assert.InRange(int.Parse(mail["properties"]!["expiration"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture), 30_000, 60_000);
        var events = (await _broker.MessagesAsync(_address, "AuditEvent")).Select(text => Envelope(JsonNode.Parse(text)!)["message"]!["id"]!.GetValue<string>());
        Assert.Equal(["evt_1", "evt_2"], events.Order());
    }

    [Fact]
    public async Task AMailPastItsWorthIsNotSent()
    {
        await WriteAsync(OutboxRow.ForBus(Mail("evt_1.1", life: -1), TimeProvider.System), OutboxRow.ForBus(Event("evt_1"), TimeProvider.System));

        await UntilAsync(async () => await InDb(db => db.Set<OutboxRow>().CountAsync()) == 0);

        Assert.Empty(await _broker.MessagesAsync(_address, "SendMail"));
        Assert.Single(await _broker.MessagesAsync(_address, "AuditEvent"));
    }

    [Fact]
    public async Task ARowThatNobodyKnowsIsSetAsideAndHoldsUpNothing()
    {
        var unknown = Row("NoSuchMessage", "{}");
        var broken = Row(nameof(SendMail), """{"mailId":"x"}""");
        await WriteAsync([.. Enumerable.Range(0, 60).Select(_ => Row("NoSuchMessage", "{}")), unknown, broken, OutboxRow.ForBus(Event("evt_1"), TimeProvider.System)]);

        await UntilAsync(async () => await InDb(db => db.Set<OutboxRow>().CountAsync()) == 62);

        Assert.Single(await _broker.MessagesAsync(_address, "AuditEvent"));
        await UntilAsync(async () => (await InDb(db => db.Set<OutboxRow>().AsNoTracking().ToListAsync())).TrueForAll(row => row.DueAt.Year == 9999));
    }

    [Fact]
    public async Task ADeadBrokerDelaysOnly()
    {
        _broker.Kill();
        await WriteAsync(OutboxRow.ForBus(Event("evt_1"), TimeProvider.System));
        await UntilAsync(async () => await InDb(db => db.Set<OutboxRow>().AnyAsync(row => row.Attempts > 0)));

        await _broker.StartAgainAsync();
        await UntilAsync(async () => await InDb(db => db.Set<OutboxRow>().CountAsync()) == 0);

        Assert.NotEmpty(await _broker.MessagesAsync(_address, "AuditEvent"));
    }

    [Fact]
    public async Task TheRelaysQueryUsesTheIndex()
    {
        var plan = await InDb(async db =>
        {
            await db.Database.OpenConnectionAsync();
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = """EXPLAIN QUERY PLAN SELECT * FROM "Outbox" WHERE "Target" = 'bus' AND "DueAt" <= 1 ORDER BY "DueAt" LIMIT 50""";
            await using var reader = await command.ExecuteReaderAsync();
            var steps = new List<string>();
            while (await reader.ReadAsync())
                steps.Add(reader.GetString(3));
            return steps;
        });
        Assert.Contains(plan, step => step.Contains("USING INDEX IX_Outbox_Target_DueAt", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, step => step.Contains("TEMP B-TREE", StringComparison.Ordinal));
    }

    // Queues with the exchanges that the messages are published to, as their consumers would have made them.
    private async Task DeclareAsync()
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(_address) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        foreach (var message in Messages)
        {
            await channel.ExchangeDeclareAsync($"Mfa.Contracts:{message}", ExchangeType.Fanout, durable: true);
            await channel.QueueDeclareAsync(message, durable: true, exclusive: false, autoDelete: false);
            await channel.QueueBindAsync(message, $"Mfa.Contracts:{message}", "");
        }
    }

    private Task<int> WriteAsync(params OutboxRow[] rows) => InDb(db =>
    {
        db.AddRange(rows);
        return db.SaveChangesAsync();
    });

    private async Task<T> InDb<T>(Func<Db, Task<T>> work)
    {
        await using var scope = _service.Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<Db>());
    }

    private static Task UntilAsync(Func<Task<bool>> holds) => Eventually.IsTrueAsync(holds, "the relay has done its work", TimeSpan.FromSeconds(40));

    private static JsonNode Envelope(JsonNode message) => JsonNode.Parse(message["payload"]!.GetValue<string>())!;

    private static OutboxRow Row(string name, string payload) => new()
    {
        Target = OutboxRow.Bus,
        Path = name,
        Payload = payload,
        CreatedAt = TimeProvider.System.GetUtcNow(),
        DueAt = TimeProvider.System.GetUtcNow(),
    };

    private static AuditEvent Event(string id) => new() { Id = id, Type = "password.changed", At = 1 };

    private static SendMail Mail(string id, int life) => new()
    {
        MailId = id,
        Realm = "quick",
        Template = "password-changed",
        AccountId = "acc_1",
        Recipient = "cg==",
        Content = "Yw==",
        CreatedAt = 1,
        ExpiresAt = TimeProvider.System.GetUtcNow().AddSeconds(life).ToUnixTimeMilliseconds(),
    };

    private sealed class Db(DbContextOptions<Db> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder) => OutboxRow.Map(modelBuilder);

        protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => configurationBuilder.StoreInstantsAsMilliseconds();
    }
}
