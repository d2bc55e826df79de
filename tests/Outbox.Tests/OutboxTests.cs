using System.Net;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Mfa.ServiceDefaults.Problems;
using Mfa.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mfa.Outboxes.Tests;

/// <summary>A message leaves with its change and is repeated until its service has it.</summary>
public sealed partial class OutboxTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mfa-outbox-").FullName;
    private readonly Callee _callee = new();
    private ServiceProvider _services = null!;

    public async ValueTask InitializeAsync()
    {
        _services = new ServiceCollection()
            .AddLogging().AddSingleton(TimeProvider.System)
            .AddDbContext<Db>(options => options.UseSqlite($"Data Source={_folder}/outbox.db;Default Timeout=1"))
            .AddOutbox<Db>()
            .AddHttpClient("callee", client => client.BaseAddress = new Uri("http://callee")).ConfigurePrimaryHttpMessageHandler(() => _callee).Services
            .BuildServiceProvider();
        await using var scope = _services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<Db>().Database.EnsureCreatedAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task AnAcknowledgedMessageLeavesTheOutbox()
    {
        await using var scope = _services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Db>();
        var row = await WriteAsync(db, 1);
        Assert.True(await Courier.DeliverAsync(db, row, CancellationToken.None));
        Assert.Empty(await db.Set<OutboxRow>().ToListAsync(TestContext.Current.CancellationToken));
        var (path, body) = Assert.Single(_callee.Received);
        Assert.Equal("/internal/things/1", path);
        Assert.Equal(1, JsonNode.Parse(body)!["number"]!.GetValue<int>());
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(null)]
    public async Task AMessageThatIsNotAcknowledgedStays(HttpStatusCode? answer)
    {
        _callee.Answer = answer;
        await using var scope = _services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Db>();
        var row = await WriteAsync(db, 1);
        Assert.False(await Courier.DeliverAsync(db, row, CancellationToken.None));
        var kept = await db.Set<OutboxRow>().AsNoTracking().SingleAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, kept.Attempts);
        Assert.True(kept.DueAt > row.CreatedAt);
    }

    [Fact]
    public async Task TheRelayRepeatsUntilAcknowledgedAndLeavesTheBusesRows()
    {
        _callee.Answer = null;
        await using (var scope = _services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<Db>();
            await WriteAsync(db, 1, writtenAgo: TimeSpan.FromSeconds(10));
            await WriteAsync(db, 2, writtenAgo: TimeSpan.FromSeconds(10));
            db.Add(OutboxRow.ForBus("audit", new Thing(3), ThingJson.Default.Thing, TimeProvider.System));
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        var relay = new OutboxRelay<Db>(_services.GetRequiredService<IServiceScopeFactory>(), Courier, TimeProvider.System, NullLogger<OutboxRelay<Db>>.Instance);
        await relay.StartAsync(TestContext.Current.CancellationToken);
        await _callee.UntilAskedAsync();
        _callee.Answer = HttpStatusCode.NoContent;
        await _callee.UntilAsync(received => received.Count == 2);
        await relay.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["/internal/things/1", "/internal/things/2"], _callee.Received.Select(request => request.Path).Order());
        await using var after = _services.CreateAsyncScope();
        var left = await after.ServiceProvider.GetRequiredService<Db>().Set<OutboxRow>().ToListAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain(left, row => row.Attempts == 0 && row.Target == "callee");
        Assert.Contains(left, row => row.Target == OutboxRow.Bus);
    }

    [Fact]
    public async Task AChangeThatIsRolledBackSendsNothing()
    {
        await using var scope = _services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Db>();
        await using (await db.Database.BeginTransactionAsync(TestContext.Current.CancellationToken))
            await WriteAsync(db, 1);
        Assert.Empty(await db.Set<OutboxRow>().AsNoTracking().ToListAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(1, 250)]
    [InlineData(2, 500)]
    [InlineData(5, 4000)]
    [InlineData(7, 10_000)]
    [InlineData(100, 10_000)]
    public void PausesDoubleUpToTenSeconds(int attempts, int milliseconds) => Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), OutboxCourier.Pause(attempts));

    private OutboxCourier Courier => _services.GetRequiredService<OutboxCourier>();

    private static async Task<OutboxRow> WriteAsync(Db db, int number, TimeSpan writtenAgo = default)
    {
        var row = OutboxRow.Put("callee", $"/internal/things/{number}", new Thing(number), ThingJson.Default.Thing, new Earlier(writtenAgo));
        db.Add(row);
        await db.SaveChangesAsync();
        return row;
    }

    /// <summary>A service that acknowledges, refuses, or (null) can't be reached.</summary>
    private sealed class Callee : HttpMessageHandler
    {
        private readonly Lock _lock = new();
        private readonly List<(string Path, string Body)> _received = [];
        private volatile int _asked;

        public HttpStatusCode? Answer { get; set; } = HttpStatusCode.NoContent;

        public IReadOnlyList<(string Path, string Body)> Received
        {
            get
            {
                lock (_lock)
                    return [.. _received];
            }
        }

        public Task UntilAskedAsync() => UntilAsync(_ => _asked > 0);

        public async Task UntilAsync(Func<IReadOnlyList<(string, string)>, bool> holds)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            while (!holds(Received))
                await Task.Delay(20, limit.Token);
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            _asked++;
            if (Answer is not { } status)
                throw new DependencyUnavailableException("callee");
            var body = await request.Content!.ReadAsStringAsync(cancellationToken);
            if (status == HttpStatusCode.NoContent)
            {
                lock (_lock)
                    _received.Add((request.RequestUri!.AbsolutePath, body));
            }

            return new HttpResponseMessage(status);
        }
    }

    private sealed class Earlier(TimeSpan ago) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() - ago;
    }

    private sealed class Db(DbContextOptions<Db> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder) => OutboxRow.Map(modelBuilder);

        protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => configurationBuilder.StoreInstantsAsMilliseconds();
    }

    internal sealed record Thing(int Number);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Thing))]
    internal sealed partial class ThingJson : JsonSerializerContext;
}
