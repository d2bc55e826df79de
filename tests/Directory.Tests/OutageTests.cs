using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Mfa.Directories.Passwords;
using Mfa.Directories.Tests.Service;
using Mfa.InternalApi;
using Mfa.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Mfa.Directories.Tests;

/// <summary>What Directory needs does not answer: an honest 503 in time, nothing half-done, and back by itself.</summary>
[Collection(nameof(SignInTimeTests))]
public sealed class OutageTests : IAsyncLifetime
{
    private const string New = "a bright morning";

    /// <summary>Seconds: what a request may take at the service, and a little for its answer to be read here.</summary>
    private const double InTime = 2 + 0.25;

    private readonly DirectoryApp _app = new();

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task WithALockedDatabaseEveryChangeIsRefusedInTimeAndWorksAfterwards()
    {
        var person = await _app.Main.RegisterAsync();
        var locked = await _app.Database.LockAsync();

        await AssertRefusedInTimeAsync(() => _app.Main.SignInAsync(person));
        await AssertRefusedInTimeAsync(() => _app.Main.SignInAsync(person, "a wrong password"));
        await AssertRefusedInTimeAsync(() => _app.Main.PostAsync("/v1/accounts", Ask.Account()));
        await AssertRefusedInTimeAsync(() => _app.Main.PostAsync("/v1/accounts", Ask.Account(), idempotencyKey: "key"));
        await AssertRefusedInTimeAsync(() => _app.Main.SendAsync(HttpMethod.Patch, $"/v1/accounts/{person.AccountId}", """{"locale":"hu"}"""));
        await AssertRefusedInTimeAsync(() => _app.Main.ChangePasswordAsync(person.AccountId, New, RelyingParty.Password));
        (await _app.Main.GetAsync($"/v1/accounts/{person.AccountId}")).Expect(HttpStatusCode.OK);

        await locked.DisposeAsync();
        (await _app.Main.SignInAsync(person)).Expect(HttpStatusCode.OK);
        Assert.Equal("en", (await _app.Main.GetAsync($"/v1/accounts/{person.AccountId}")).Text("locale"));
        (await _app.Main.PostAsync("/v1/accounts", Ask.Account(), idempotencyKey: "key")).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task ManyWaitingForALockedDatabaseAreAllRefusedInTime()
    {
        var people = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => _app.Main.RegisterAsync()));
        await using var locked = await _app.Database.LockAsync();
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

    /// <summary>Every core is taken by the test itself, so that how fast the machine hashes does not matter.</summary>
    [Fact]
    public async Task MorePasswordsThanCanBeHashedAreRefusedWithoutBeingCounted()
    {
        var person = await _app.Main.RegisterAsync();
        await _app.Main.TokenAsync();
        var slots = _app.Services.GetRequiredService<HashingSlots>();
        using var release = new ManualResetEventSlim();
        var hashing = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => slots.RunAsync(release.Wait, CancellationToken.None)).ToArray();
        for (var attempt = 0; attempt < 3; attempt++)
            AssertOverloaded(await _app.Main.SignInAsync(person, "a wrong password"));
        Assert.Equal(0, await CountedAsync());

        // Whoever waits for a slot gives up after a second: they are renewed for as long as it takes to ask.
        using var asked = new CancellationTokenSource();
        var waiting = Enumerable.Range(0, 8 * Environment.ProcessorCount).Select(async _ =>
        {
            while (!asked.IsCancellationRequested)
                await slots.RunAsync(release.Wait, CancellationToken.None);
        }).ToArray();
        for (var attempt = 0; attempt < 6; attempt++)
            AssertOverloaded(await _app.Main.SignInAsync(person, "a wrong password"));
        Assert.Equal(0, await CountedAsync());

        await asked.CancelAsync();
        release.Set();
        await Task.WhenAll([.. hashing, .. waiting]);
        (await _app.Main.SignInAsync(person)).Expect(HttpStatusCode.OK);
        (await _app.Main.SignInAsync(person, "a wrong password")).Expect(422, "invalid-credentials");
        Assert.Equal(1, await CountedAsync());
    }

    /// <summary>The realm's passwords take more than a second of a core: long enough to hang up in the middle, on any machine.</summary>
    [Fact]
    public async Task AGuessWhoseAskerHangsUpIsCounted()
    {
        var person = await _app.Main.RegisterAsync() with { Realm = "slow-work" };
        await _app.InDatabaseAsync(db => db.Accounts.ExecuteUpdateAsync(set => set.SetProperty(a => a.Realm, person.Realm)));
        await _app.InDatabaseAsync(db => db.Identifiers.ExecuteUpdateAsync(set => set.SetProperty(i => i.Realm, person.Realm)));
        var token = await _app.Main.TokenAsync();
        for (var guess = 1; guess <= 5; guess++)
            await HangUpAsync(person, token, guess);

        Assert.Equal(5, await CountedAsync());
        (await _app.Main.SignInAsync(person)).Expect(429, "too-many-sign-ins");
    }

    /// <summary>Asks until a guess was counted before its answer came, and hangs up then. One that all cores were too busy for is taken back: it does not count.</summary>
    private async Task HangUpAsync(Person person, string token, int guess)
    {
        while (true)
        {
            using var hangUp = new CancellationTokenSource();
            using var content = new StringContent(Ask.SignIn("slow-work", person.Identifier, "a wrong password").ToJsonString(), Encoding.UTF8, "application/json");
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/sign-ins") { Content = content };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            var asking = _app.Http.SendAsync(request, hangUp.Token);
            while (!asking.IsCompleted && await CountedAsync() < guess)
                await Task.Delay(5, TestContext.Current.CancellationToken);
            await hangUp.CancelAsync();
            try
            {
                using var answer = await asking;
                Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private Task<int> CountedAsync() => _app.InDatabaseAsync(async db => await db.PasswordFailures.MaxAsync(row => (int?)row.Count) ?? 0);

    private static void AssertOverloaded(Answer answer) => Assert.Equal(TimeSpan.FromSeconds(1), answer.Expect(503, "overloaded").Headers.RetryAfter!.Delta);

    private int Raises(Person person) => _app.Neighbours.Told.Count(told => told.Path == ChallengeClient.AccountVersionPath(person.AccountId));

    private static async Task AssertRefusedInTimeAsync(Func<Task<Answer>> ask)
    {
        var started = Stopwatch.GetTimestamp();
        var answer = (await ask()).Expect(503, "dependency-unavailable");
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0, InTime);
        Assert.NotNull(answer.Headers.RetryAfter);
    }
}
