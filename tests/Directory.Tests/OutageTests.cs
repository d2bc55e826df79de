using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Mfa.Directories.Tests.Service;
using Mfa.InternalApi;
using Mfa.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories.Tests;

/// <summary>What Directory needs does not answer: an honest 503 in time, nothing half-done, and back by itself.</summary>
[Collection(nameof(SignInTimeTests))]
public sealed class OutageTests : IAsyncLifetime
{
    private const string New = "a bright morning";

    private readonly DirectoryApp _app = new();

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task WithALockedDatabaseEveryChangeIsRefusedInTimeAndWorksAfterwards()
    {
        var stop = TestContext.Current.CancellationToken;
        var person = await _app.Main.RegisterAsync();
        await using var blocker = new SqliteConnection($"Data Source={_app.Database};Pooling=False");
        await blocker.OpenAsync(stop);
        await using var command = blocker.CreateCommand();
        command.CommandText = "BEGIN EXCLUSIVE";
        await command.ExecuteNonQueryAsync(stop);

        await AssertRefusedInTimeAsync(() => _app.Main.SignInAsync(person));
        await AssertRefusedInTimeAsync(() => _app.Main.SignInAsync(person, "a wrong password"));
        await AssertRefusedInTimeAsync(() => _app.Main.PostAsync("/v1/accounts", Ask.Account()));
        await AssertRefusedInTimeAsync(() => _app.Main.PostAsync("/v1/accounts", Ask.Account(), idempotencyKey: "key"));
        await AssertRefusedInTimeAsync(() => _app.Main.SendAsync(HttpMethod.Patch, $"/v1/accounts/{person.AccountId}", """{"locale":"hu"}"""));
        await AssertRefusedInTimeAsync(() => _app.Main.ChangePasswordAsync(person.AccountId, New, RelyingParty.Password));
        (await _app.Main.GetAsync($"/v1/accounts/{person.AccountId}")).Expect(HttpStatusCode.OK);

        command.CommandText = "ROLLBACK";
        await command.ExecuteNonQueryAsync(stop);
        (await _app.Main.SignInAsync(person)).Expect(HttpStatusCode.OK);
        Assert.Equal("en", (await _app.Main.GetAsync($"/v1/accounts/{person.AccountId}")).Text("locale"));
        (await _app.Main.PostAsync("/v1/accounts", Ask.Account(), idempotencyKey: "key")).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task ManyWaitingForALockedDatabaseAreAllRefusedInTime()
    {
        var stop = TestContext.Current.CancellationToken;
        var people = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => _app.Main.RegisterAsync()));
        await using var blocker = new SqliteConnection($"Data Source={_app.Database};Pooling=False");
        await blocker.OpenAsync(stop);
        await using var command = blocker.CreateCommand();
        command.CommandText = "BEGIN EXCLUSIVE";
        await command.ExecuteNonQueryAsync(stop);
        await Task.WhenAll(people.Select(person => AssertRefusedInTimeAsync(() => _app.Main.SignInAsync(person))));
    }

    [Fact]
    public async Task WithoutEnrollmentNobodySignsInAndNoRightPasswordIsCounted()
    {
        var person = await _app.Main.RegisterAsync("throttled");
        _app.Neighbours.Broken = "/internal/factor-summaries";
        for (var i = 0; i < 5; i++)
            await AssertRefusedInTimeAsync(() => _app.Main.SignInAsync(person));
        (await _app.Main.SignInAsync(person, "a wrong password")).Expect(422, "invalid-credentials");
        _app.Neighbours.Broken = null;
        (await _app.Main.SignInAsync(person)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task WithoutChallengeAChangeIsDoneButNotToldUntilItIsAcknowledged()
    {
        var person = await _app.Main.RegisterAsync();
        _app.Neighbours.Broken = "/internal/accounts";
        await AssertRefusedInTimeAsync(() => _app.Main.ChangePasswordAsync(person.AccountId, New, RelyingParty.Password));
        (await _app.Main.SignInAsync(person, New)).Expect(HttpStatusCode.OK);
        Assert.NotEqual(
            (await _app.Main.GetAsync($"/v1/accounts/{person.AccountId}")).Text("createdAt"),
            (await _app.Main.GetAsync($"/v1/accounts/{person.AccountId}")).Text("securityChangedAt"));

        _app.Neighbours.Broken = null;
        var refused = Raises(person);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        while (Raises(person) == refused)
            await Task.Delay(50, limit.Token);
        Assert.Equal("""{"realm":"quick","number":2}""", _app.Neighbours.Told.Last(told => told.Path == ChallengeClient.AccountVersionPath(person.AccountId)).Body);
    }

    [Fact]
    public async Task WithoutChallengeNoTokenIsGood()
    {
        var person = await _app.Main.RegisterAsync();
        _app.Neighbours.Broken = "/internal/tokens";
        await AssertRefusedInTimeAsync(() => _app.Main.ChangePasswordAsync(person.AccountId, New, signInToken: "any"));
        (await _app.Main.SignInAsync(person)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task MorePasswordsThanCanBeHashedAreRefusedWithoutBeingCounted()
    {
        var person = await _app.Main.RegisterAsync("full-work");
        await _app.Main.TokenAsync();
        for (var round = 0; round < 3; round++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => _app.Main.TryAsync("full-work", person.Identifier, RelyingParty.Password, Ask.NewAddress())));
            var codes = answers.Select(answer => answer.Code ?? "ok").Distinct(StringComparer.Ordinal).ToArray();
            Assert.Subset(new HashSet<string>(["ok", "overloaded", "dependency-unavailable"], StringComparer.Ordinal), codes.ToHashSet(StringComparer.Ordinal));
            Assert.Contains("ok", codes);
            Assert.Contains("overloaded", codes);
            Assert.All(answers.Where(answer => answer.Code == "overloaded"), answer => Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter!.Delta));
        }
    }

    [Fact]
    public async Task AGuessWhoseAskerHangsUpIsCounted()
    {
        var person = await _app.Main.RegisterAsync("full-work");
        var token = await _app.Main.TokenAsync();
        for (var guess = 1; guess <= 5; guess++)
        {
            using var hangUp = new CancellationTokenSource();
            using var content = new StringContent(Ask.SignIn("full-work", person.Identifier, "a wrong password").ToJsonString(), Encoding.UTF8, "application/json");
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/sign-ins") { Content = content };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            var asking = _app.Http.SendAsync(request, hangUp.Token);
            while (await _app.InDatabaseAsync(db => db.PasswordFailures.MaxAsync(row => (int?)row.Count)) is not { } counted || counted < guess)
                await Task.Delay(5, TestContext.Current.CancellationToken);
            await hangUp.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        }

        (await _app.Main.SignInAsync(person)).Expect(429, "too-many-sign-ins");
    }

    private int Raises(Person person) => _app.Neighbours.Told.Count(told => told.Path == ChallengeClient.AccountVersionPath(person.AccountId));

    private static async Task AssertRefusedInTimeAsync(Func<Task<Answer>> ask)
    {
        var started = Stopwatch.GetTimestamp();
        var answer = (await ask()).Expect(503, "dependency-unavailable");
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0, 2);
        Assert.NotNull(answer.Headers.RetryAfter);
    }
}
