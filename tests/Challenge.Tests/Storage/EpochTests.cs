using Mfa.ServiceDefaults.Problems;

namespace Mfa.Challenges.Tests.Storage;

/// <summary>A store that was restarted, promoted or emptied may not know what was used: nothing from before it counts, nothing guessed is given back.</summary>
public sealed class EpochTests(Shelf shelf) : IClassFixture<Shelf>
{
    [Fact]
    public async Task ARestartEndsChallengesSessionsAndCachedSets()
    {
        var session = await shelf.AccountAsync() with { IssuedAt = shelf.Clock.Now / 1000 };
        var challenge = await shelf.OpenAsync(await shelf.AccountAsync());
        shelf.Server.Kill();
        await Assert.ThrowsAsync<DependencyUnavailableException>(() => shelf.ChargeAsync(challenge));
        await shelf.Server.StartAgainAsync();
        await shelf.ReadyAsync();

        Assert.Equal("over", await shelf.VerifyAsync(challenge, right: true));
        Assert.Equal("session-over", (await shelf.CreateAsync(session)).Outcome);
        Assert.Equal("factors-missing", (await shelf.CreateAsync(shelf.NewSession(session.AccountId))).Outcome);
    }

    [Fact]
    public async Task AfterARestartOldAppsWaitForTheirNextCodeUncounted()
    {
        var epoch = (long)await shelf.Redis.HashGetAsync("mfa:store", "epoch");
        var session = await shelf.AccountAsync(bornAt: epoch - 1);
        var answer = await shelf.ChargeAsync(await shelf.OpenAsync(session));
        Assert.Equal("wait", answer.Outcome);
        Assert.InRange(answer.Number(2), 1, 60_000);
        Assert.Equal(0, await shelf.WrongAsync(session));
    }

    [Fact]
    public async Task AnAppEnrolledSinceNeedNotWait()
    {
        var session = await shelf.AccountAsync();
        Assert.Equal("approved", await shelf.VerifyAsync(await shelf.OpenAsync(session), right: true));
    }

    [Fact]
    public async Task WhatWasCountedOutlivesAKill()
    {
        var session = await shelf.AccountAsync();
        var challenge = await shelf.OpenAsync(session);
        for (var guess = 0; guess < 4; guess++)
            await shelf.VerifyAsync(challenge, right: false);
        shelf.Server.Kill();
        await shelf.Server.StartAgainAsync();
        await shelf.ReadyAsync();
        Assert.Equal(4, await shelf.WrongAsync(session));
        Assert.Equal(4, await shelf.KeptAsync(session));
    }
}
