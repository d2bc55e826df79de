using System.Diagnostics;
using System.Net;
using Mfa.Directories.Tests.Service;
using Mfa.Testing;
using Microsoft.EntityFrameworkCore;
using Person = Mfa.Testing.Person;

namespace Mfa.Directories.Tests.Storage;

/// <summary>Directory on a PostgreSQL that tests pause, kill and start again, with several instances.</summary>
[Collection(nameof(SignInTimeTests))]
public sealed class PostgresTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2.2);

    private PostgresServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await PostgresServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData(false, Traits = ["Category", "Slow"])]
    [InlineData(true)]
    public async Task WithoutTheServerEveryRequestIsRefusedInTimeAndWorksAfterwards(bool killed)
    {
        await using var app = await StartAsync();
        var person = await app.Main.RegisterAsync();
        (await app.Main.SignInAsync(person)).Expect(HttpStatusCode.OK);
        if (killed)
            _server.Kill();
        else
            await _server.PauseAsync();

        for (var round = 0; round < 3; round++)
            await Task.WhenAll(
                AssertRefusedInTimeAsync(() => app.Main.SignInAsync(person)), AssertRefusedInTimeAsync(() => app.Main.PostAsync("/v1/accounts", Ask.Account())),
                AssertRefusedInTimeAsync(() => app.Main.GetAsync($"/v1/accounts/{person.AccountId}")));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await ReadinessAsync(app));

        if (killed)
            await _server.StartAgainAsync();
        else
            await _server.ContinueAsync();
        await Eventually.IsTrueAsync(async () => (await app.Main.SignInAsync(person)).Status == HttpStatusCode.OK, "people sign in again", TimeSpan.FromSeconds(10));
        Assert.Equal(HttpStatusCode.OK, await ReadinessAsync(app));
    }

    [Fact]
    public async Task AServiceWaitsForAServerThatIsNotThereYet()
    {
        var database = await TestDatabase.OnServerAsync(_server);
        _server.Kill();
        await using var app = new DirectoryApp().On(database);
        var starting = Task.Run(async () => await app.InitializeAsync());
        await Eventually.IsTrueAsync(() => app.Logs.All.Contains("can't be brought up to date yet", StringComparison.Ordinal), "it says that it waits");
        Assert.False(starting.IsCompleted);
        await _server.StartAgainAsync();
        await starting;
        (await app.Main.SignInAsync(await app.Main.RegisterAsync())).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task OfManyGuessesAtOnceInTwoInstancesEachIsCountedAndNoneRefused()
    {
        var database = await TestDatabase.OnServerAsync(_server);
        await using var one = await StartAsync(database);
        await using var other = await StartAsync(database, one);
        var people = new List<Person>();
        for (var i = 0; i < 4; i++)
            people.Add(await one.Main.RegisterAsync("generous"));
        // What a first sign-in compiles is not what is asked here.
        foreach (var app in new[] { one, other })
            (await app.Main.SignInAsync(people[0])).Expect(HttpStatusCode.OK);

        for (var round = 0; round < 3; round++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => (i % 2 == 0 ? one : other).Main.SignInAsync(people[i % 4], "a wrong password")));
            Assert.All(answers, answer => answer.Expect(422, "invalid-credentials"));
        }

        var counted = await one.InDatabaseAsync(db => db.PasswordFailures.OrderByDescending(row => row.Count).Select(row => row.Count).ToListAsync());
        Assert.Equal(24, counted[0]);
        Assert.Equal([6, 6, 6, 6, 6, 6, 6, 6], counted[1..9]);
    }

    /// <summary>Each key of what was typed is text: what is byte for byte another, or ordered by bytes, is so in a database of any collation.</summary>
    [Fact]
    public async Task TextIsComparedByteByByte()
    {
        await using var app = await StartAsync();
        foreach (var key in new[] { "b", "B", "a", "é", "e\u0301", "Z", "_" })
            await app.InDatabaseAsync(db => db.Database.ExecuteSqlAsync($"""INSERT INTO "PasswordFailures" ("Key", "Count", "CountedUntil") VALUES ({key}, 0, 32503680000000)"""));
        Assert.Equal(
            ["B", "Z", "_", "a", "b", "e\u0301", "é"], await app.InDatabaseAsync(db => db.PasswordFailures.OrderBy(row => row.Key).Select(row => row.Key).ToListAsync()));
    }

    private async Task<DirectoryApp> StartAsync(TestDatabase? database = null, DirectoryApp? keysOf = null)
    {
        var app = keysOf is null ? new DirectoryApp() : new DirectoryApp { Clients = keysOf.Clients }.WithKeysOf(keysOf);
        await app.On(database ?? await TestDatabase.OnServerAsync(_server)).InitializeAsync();
        return app;
    }

    private static async Task<HttpStatusCode> ReadinessAsync(DirectoryApp app)
    {
        using var answer = await app.Http.GetAsync(new Uri("/health/ready", UriKind.Relative));
        return answer.StatusCode;
    }

    private static async Task AssertRefusedInTimeAsync(Func<Task<Answer>> ask)
    {
        var started = Stopwatch.GetTimestamp();
        (await ask()).Expect(503, "dependency-unavailable");
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, Limit);
    }
}
