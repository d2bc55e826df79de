using Mfa.InternalApi;
using Mfa.ServiceDefaults.Secrets;

namespace Mfa.Challenges.Tests.Storage;

/// <summary>How many guesses are looked at, and which.</summary>
public sealed class BudgetTests(Shelf shelf) : IClassFixture<Shelf>
{
    [Fact]
    public async Task TheFifthWrongCodeLocksItsChallenge()
    {
        var session = await shelf.AccountAsync();
        var challenge = await shelf.OpenAsync(session);
        for (var guess = 0; guess < 5; guess++)
            Assert.Equal("wrong", await shelf.VerifyAsync(challenge, right: false));
        Assert.Equal("locked", await shelf.VerifyAsync(challenge, right: true));
        Assert.Equal("locked", await shelf.StatusAsync(challenge));
        Assert.Equal(5, await shelf.WrongAsync(session));
    }

    [Fact]
    public async Task AHundredGuessesAtOnceAreFiveGuesses()
    {
        var session = await shelf.AccountAsync();
        var challenge = await shelf.OpenAsync(session);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => shelf.VerifyAsync(challenge, right: false)));
        Assert.Equal(5, outcomes.Count(outcome => outcome == "wrong"));
        Assert.Equal(5, await shelf.WrongAsync(session));
    }

    [Fact]
    public async Task TenWrongCodesCoolTheAccountOverAllChallengesAndSessions()
    {
        var session = await shelf.AccountAsync();
        for (var guess = 0; guess < 10; guess++)
            Assert.Equal("wrong", await shelf.VerifyAsync(await shelf.OpenAsync(shelf.NewSession(session.AccountId)), right: false));
        var refused = await shelf.CreateAsync(shelf.NewSession(session.AccountId));
        Assert.Equal("cooling", refused.Outcome);
        Assert.InRange(refused.Number(2) - refused.StoreTime, 890_000, 900_000);
        Assert.Equal(10, await shelf.WrongAsync(session));
    }

    [Fact]
    public async Task DuringACoolDownTheRightCodeIsNotLookedAt()
    {
        var session = await shelf.AccountAsync();
        var open = await shelf.OpenAsync(session);
        await SpendAsync(session, 10);
        Assert.Equal("cooling", await shelf.VerifyAsync(open, right: true));
        Assert.Equal("pending", await shelf.StatusAsync(open));
    }

    [Fact]
    public async Task CoolDownsDouble()
    {
        var figures = Shelf.Figures(account: 2, window: 1, coolDown: 1);
        var session = await shelf.AccountAsync(figures);
        List<long> pauses = [];
        for (var round = 0; round < 3; round++)
        {
            await shelf.VerifyAsync(await shelf.OpenAsync(session, figures), right: false);
            await shelf.VerifyAsync(await shelf.OpenAsync(session, figures), right: false);
            var refused = await shelf.CreateAsync(session, figures);
            pauses.Add(refused.Number(2) - refused.StoreTime);
            await Task.Delay((int)pauses[^1] + 50, TestContext.Current.CancellationToken);
        }

        Assert.InRange(pauses[0], 500, 1000);
        Assert.InRange(pauses[1], 1500, 2000);
        Assert.InRange(pauses[2], 3500, 4000);
    }

    [Fact]
    public async Task WrongCodesKeptOverMonthsDisableTheKind()
    {
        var figures = Shelf.Figures(account: 100, totp: 7);
        var session = await shelf.AccountAsync(figures);
        for (var guess = 0; guess < 7; guess++)
            Assert.Equal("wrong", await shelf.VerifyAsync(await shelf.OpenAsync(shelf.NewSession(session.AccountId), figures), right: false));
        Assert.Equal("disabled", (await shelf.CreateAsync(session, figures)).Outcome);
    }

    [Fact]
    public async Task ASuccessForgivesItsOwnSessionOnly()
    {
        var mine = await shelf.AccountAsync();
        var other = shelf.NewSession(mine.AccountId);
        await shelf.VerifyAsync(await shelf.OpenAsync(other), right: false);
        await shelf.VerifyAsync(await shelf.OpenAsync(mine), right: false);
        await shelf.VerifyAsync(await shelf.OpenAsync(mine), right: false);
        Assert.Equal(3, await shelf.KeptAsync(mine));

        Assert.Equal("approved", await shelf.VerifyAsync(await shelf.OpenAsync(mine), right: true));
        Assert.Equal(1, await shelf.KeptAsync(mine));
        Assert.Equal(3, await shelf.WrongAsync(mine));
    }

    [Fact]
    public async Task ACrashBetweenChargeAndSettleLeavesTheGuessCounted()
    {
        var session = await shelf.AccountAsync();
        var challenge = await shelf.OpenAsync(session);
        await shelf.ChargeAsync(challenge);
        Assert.Equal(1, await shelf.WrongAsync(session));
        Assert.Equal(1, await shelf.KeptAsync(session));
        Assert.Equal("pending", await shelf.StatusAsync(challenge));
    }

    [Fact]
    public async Task CountersTheStoreLostAreRestoredFromTheirOwner()
    {
        var at = shelf.Clock.Now;
        WrongCode[] kept = [.. Enumerable.Range(0, 6).Select(n => new WrongCode(OpaqueId.New("old."), "totp", "sid_old", at - 1000 - n))];
        var session = await shelf.AccountAsync(wrong: kept);
        Assert.Equal(6, await shelf.KeptAsync(session));
        Assert.Equal(6, await shelf.WrongAsync(session));
        await shelf.FillAsync(session, 2, wrong: [new WrongCode("late", "totp", "sid_old", at)]);
        Assert.Equal(6, await shelf.KeptAsync(session));
    }

    [Fact]
    public async Task ACodeOfTheWrongFormIsNotCounted()
    {
        var session = await shelf.AccountAsync();
        var refused = await shelf.ChargeAsync(await shelf.OpenAsync(session), format: "digits-8");
        Assert.Equal("format", refused.Outcome);
        Assert.Equal("digits-6", refused.Text(2));
        Assert.Equal(0, await shelf.WrongAsync(session));
    }

    private async Task SpendAsync(Session session, int guesses)
    {
        for (var guess = 0; guess < guesses; guess++)
            await shelf.VerifyAsync(await shelf.OpenAsync(shelf.NewSession(session.AccountId)), right: false);
    }
}
