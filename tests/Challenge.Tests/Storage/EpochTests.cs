using Mfa.ServiceDefaults.Problems;

namespace Mfa.Challenges.Tests.Storage;

/// <summary>A store that was restarted, promoted or emptied may not know what was used: nothing from before it counts, nothing guessed is given back.</summary>
public sealed class EpochTests : IAsyncLifetime
{
    /// <summary>One each: these tests break it.</summary>
    private readonly Shelf _shelf = new();

    public ValueTask InitializeAsync() => _shelf.InitializeAsync();

    public ValueTask DisposeAsync() => _shelf.DisposeAsync();

    [Fact]
    public async Task ARestartEndsChallengesSessionsAndCachedSets()
    {
        var session = await _shelf.AccountAsync() with { IssuedAt = _shelf.Clock.Now / 1000 };
        var challenge = await _shelf.OpenAsync(await _shelf.AccountAsync());
        _shelf.Server.Kill();
        await Assert.ThrowsAsync<DependencyUnavailableException>(() => _shelf.ChargeAsync(challenge));
        await _shelf.Server.StartAgainAsync();
        await _shelf.ReadyAsync();

        Assert.Equal("over", await _shelf.VerifyAsync(challenge, right: true));
        Assert.Equal("session-over", (await _shelf.CreateAsync(session)).Outcome);
        Assert.Equal("factors-missing", (await _shelf.CreateAsync(_shelf.NewSession(session.AccountId))).Outcome);
    }

    [Fact]
    public async Task AfterARestartOldAppsWaitForTheirNextCodeUncounted()
    {
        var epoch = (long)await _shelf.Redis.HashGetAsync("mfa:store", "epoch");
        var session = await _shelf.AccountAsync(bornAt: epoch - 1);
        var answer = await _shelf.ChargeAsync(await _shelf.OpenAsync(session));
        Assert.Equal("wait", answer.Outcome);
        Assert.InRange(answer.Number(2), 1, 60_000);
        Assert.Equal(0, await _shelf.WrongAsync(session));
    }

    [Fact]
    public async Task AnAppEnrolledSinceNeedNotWait()
    {
        var session = await _shelf.AccountAsync();
        Assert.Equal("approved", await _shelf.VerifyAsync(await _shelf.OpenAsync(session), right: true));
    }

    [Fact]
    public async Task WhatWasCountedOutlivesAKill()
    {
        var session = await _shelf.AccountAsync();
        var challenge = await _shelf.OpenAsync(session);
        for (var guess = 0; guess < 4; guess++)
            await _shelf.VerifyAsync(challenge, right: false);
        _shelf.Server.Kill();
        await _shelf.Server.StartAgainAsync();
        await _shelf.ReadyAsync();
        Assert.Equal(4, await _shelf.WrongAsync(session));
        Assert.Equal(4, await _shelf.KeptAsync(session));
    }
}
