using System.Net;
using System.Text.Json.Nodes;
using Mfa.Directories.Passwords;
using Mfa.Directories.Tests.Service;
using Mfa.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Mfa.Directories.Tests;

/// <summary>The realm <c>throttled</c>: three wrong ones from one network, twelve from everywhere; the first wait is two seconds.</summary>
public sealed class SignInThrottleTests(DirectoryApp app)
{
    private const string Wrong = "a wrong password";

    [Fact]
    public async Task AfterTheFreeOnesThePasswordIsNotLookedAt()
    {
        var person = await app.Main.RegisterAsync("throttled");
        await WrongAsync(person.Identifier, 3);
        var refused = (await app.Main.SignInAsync(person)).Expect(429, "too-many-sign-ins");
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 2);
        Assert.Equal("\"password-network\";q=3;w=86400", refused.Headers.GetValues("RateLimit-Policy").Single());
        Assert.Matches("^\"password-network\";r=0;t=[12]$", refused.Headers.GetValues("RateLimit").Single());
        (await app.Main.SignInAsync(person, Wrong)).Expect(429, "too-many-sign-ins");
    }

    [Fact]
    public async Task AnUnknownPersonIsSlowedDownAlike()
    {
        var (known, unknown) = (await app.Main.RegisterAsync("throttled"), Ask.NewUsername());
        await WrongAsync(known.Identifier, 3);
        await WrongAsync(unknown, 3);
        var (one, other) = (await app.Main.SignInAsync(known, Wrong), await app.Main.TryAsync("throttled", unknown, Wrong));
        Assert.Equal(one.Expect(429, "too-many-sign-ins").WithoutTrace(), other.Expect(429, "too-many-sign-ins").WithoutTrace());
    }

    [Fact]
    public async Task ASpellingOfTheIdentifierIsNoNewIdentity()
    {
        var person = await app.Main.RegisterAsync("throttled");
        await WrongAsync(person.Identifier, 1);
        await WrongAsync(person.Identifier.ToUpperInvariant(), 1);
        await WrongAsync(person.Identifier.Replace('p', 'ｐ'), 1);
        (await app.Main.SignInAsync(person)).Expect(429, "too-many-sign-ins");
    }

    [Fact]
    public async Task AnAccountsIdTypedAsAnIdentifierCountsForNobodyElse()
    {
        var person = await app.Main.RegisterAsync("throttled");
        await WrongAsync(person.AccountId, 3);
        (await app.Main.SignInAsync(person)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task OthersFailuresDoNotKeepTheOwnerOut()
    {
        var person = await app.Main.RegisterAsync("throttled");
        await WrongAsync(person.Identifier, 3, "198.51.100.1");
        (await app.Main.SignInAsync(person)).Expect(HttpStatusCode.OK);
        (await app.Client("other").TryAsync("throttled", person.Identifier, Wrong, "198.51.100.1")).Expect(422, "invalid-credentials");
    }

    [Fact]
    public async Task TheWaitEndsAndARightPasswordForgives()
    {
        var person = await app.Main.RegisterAsync("throttled");
        await WrongAsync(person.Identifier, 3);
        var wait = (await app.Main.SignInAsync(person)).Expect(429, "too-many-sign-ins").Headers.RetryAfter!.Delta!.Value;
        await Task.Delay(wait, TestContext.Current.CancellationToken);
        (await app.Main.SignInAsync(person)).Expect(HttpStatusCode.OK);
        await WrongAsync(person.Identifier, 3);
        (await app.Main.SignInAsync(person)).Expect(429, "too-many-sign-ins");
    }

    [Fact]
    public async Task TheNextWaitIsTwiceAsLong()
    {
        var person = await app.Main.RegisterAsync("throttled");
        await WrongAsync(person.Identifier, 3);
        var wait = (await app.Main.SignInAsync(person, Wrong)).Expect(429, "too-many-sign-ins").Headers.RetryAfter!.Delta!.Value;
        await Task.Delay(wait, TestContext.Current.CancellationToken);
        await WrongAsync(person.Identifier, 1);
        Assert.InRange((await app.Main.SignInAsync(person, Wrong)).Expect(429, "too-many-sign-ins").Headers.RetryAfter!.Delta!.Value.TotalSeconds, 3, 4);
    }

    [Fact]
    public async Task FromManyNetworksAnIdentityHasItsOwnLimitAndAKnownNetworkIsSpared()
    {
        var person = await app.Main.RegisterAsync("throttled");
        (await app.Main.SignInAsync(person)).Expect(HttpStatusCode.OK);
        for (var network = 0; network < 12; network++)
            await WrongAsync(person.Identifier, 1, $"10.9.{network}.1");
        var refused = (await app.Main.TryAsync("throttled", person.Identifier, RelyingParty.Password, "10.9.99.1")).Expect(429, "too-many-sign-ins");
        Assert.StartsWith("\"password-identity\"", refused.Headers.GetValues("RateLimit-Policy").Single(), StringComparison.Ordinal);
        (await app.Main.SignInAsync(person)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task ARelyingPartysFailuresAMinuteAreCounted()
    {
        await UntilEarlyInAMinuteAsync();
        for (var i = 0; i < 5; i++)
            (await app.Client("other").TryAsync("few-failures", Ask.NewUsername(), Wrong, Ask.NewAddress())).Expect(422, "invalid-credentials");
        var refused = (await app.Client("other").TryAsync("few-failures", Ask.NewUsername(), Wrong, Ask.NewAddress())).Expect(429, "too-many-sign-ins");
        Assert.StartsWith("\"password-client\";q=5;w=60", refused.Headers.GetValues("RateLimit-Policy").Single(), StringComparison.Ordinal);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        (await app.Main.TryAsync("few-failures", Ask.NewUsername(), Wrong)).Expect(422, "invalid-credentials");
    }

    [Fact]
    public async Task RightPasswordsAreNotCounted()
    {
        var person = await app.Main.RegisterAsync("throttled");
        for (var i = 0; i < 20; i++)
            (await app.Main.SignInAsync(person)).Expect(HttpStatusCode.OK);
        await WrongAsync(person.Identifier, 2);
    }

    [Fact]
    public async Task OfManyAtOnceExactlyTheFreeOnesAreLookedAt()
    {
        var person = await app.Main.RegisterAsync("throttled");
        await app.Main.TokenAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => app.Main.SignInAsync(person, Wrong)));
        Assert.Equal(3, answers.Count(answer => answer.Code == "invalid-credentials"));
        Assert.Equal(21, answers.Count(answer => answer.Code == "too-many-sign-ins"));
    }

    [Fact]
    public async Task EveryMemberThatTakesAPasswordSharesTheThrottle()
    {
        var person = await app.Main.RegisterAsync("throttled");
        await WrongAsync(person.Identifier, 2);
        (await CheckAsync(person, Wrong)).Expect(422, "invalid-credentials");
        (await CheckAsync(person, RelyingParty.Password)).Expect(429, "too-many-sign-ins");
        (await app.Main.SignInAsync(person)).Expect(429, "too-many-sign-ins");

        for (var i = 0; i < 3; i++)
            (await app.Main.ChangePasswordAsync(person.AccountId, "a bright morning", Wrong)).Expect(422, "invalid-credentials");
        (await app.Main.ChangePasswordAsync(person.AccountId, "a bright morning", RelyingParty.Password)).Expect(429, "too-many-sign-ins");
    }

    [Fact]
    public async Task WhatNoLongerCountsIsTakenAway()
    {
        var person = await app.Main.RegisterAsync("throttled");
        await WrongAsync(person.Identifier, 1);
        var purge = app.Services.GetServices<IHostedService>().OfType<FailurePurge>().Single();
        var stop = TestContext.Current.CancellationToken;
        var old = await app.InDatabaseAsync(async db =>
        {
            await db.Database.ExecuteSqlAsync(
                $"""INSERT INTO "PasswordFailures" ("Key", "Count", "ClosedUntil", "CountedUntil", "KnownUntil") VALUES ('old', 3, 1, 1, 1), ('known', 3, 1, 1, 32503680000000)""");
            await purge.PurgeAsync(stop);
            return await db.PasswordFailures.Select(row => row.Key).ToListAsync();
        });
        Assert.DoesNotContain("old", old);
        Assert.Contains("known", old);
        Assert.True(old.Count > 1);
    }

    private async Task WrongAsync(string identifier, int times, string ip = "192.0.2.1")
    {
        for (var i = 0; i < times; i++)
            (await app.Main.TryAsync("throttled", identifier, Wrong, ip)).Expect(422, "invalid-credentials");
    }

    private Task<Answer> CheckAsync(Person person, string password) => app.InsideAsync(HttpMethod.Post, "/internal/password-checks", new JsonObject
    {
        ["realm"] = person.Realm,
        ["accountId"] = person.AccountId,
        ["password"] = password,
        ["relyingParty"] = app.Main.Id,
        ["network"] = "192.0.2.1",
    });

    private static async Task UntilEarlyInAMinuteAsync()
    {
        var second = TimeProvider.System.GetUtcNow().Second;
        if (second > 50)
            await Task.Delay(TimeSpan.FromSeconds(61 - second), TestContext.Current.CancellationToken);
    }
}
