using Mfa.Challenges.Storage;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Secrets;

namespace Mfa.Challenges.Tests.Storage;

/// <summary>What alone decides: one approval a code, and only while nothing has changed.</summary>
public sealed class SettleTests(Shelf shelf) : IClassFixture<Shelf>
{
    [Fact]
    public async Task OneGoodCodeApprovesOneOfAHundredChallenges()
    {
        var figures = Shelf.Figures(account: 1000, totp: 5000);
        var session = await shelf.AccountAsync(figures);
        var challenges = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => shelf.OpenAsync(session, figures, purpose: "manage")));
        var outcomes = await Task.WhenAll(challenges.Select(challenge => shelf.VerifyAsync(challenge, right: true, step: 777)));
        Assert.Single(outcomes, "approved");
        Assert.Equal(99, outcomes.Count(outcome => outcome == "wrong"));
        Assert.Equal(99, await shelf.WrongAsync(session));
    }

    [Fact]
    public async Task OneSignInTokenYieldsOneApproval()
    {
        var session = await shelf.AccountAsync();
        var (first, second) = (await shelf.OpenAsync(session), await shelf.OpenAsync(session));
        Assert.Equal("approved", await shelf.VerifyAsync(first, right: true, step: 10));
        Assert.Equal("over", await shelf.VerifyAsync(second, right: true, step: 11));
        Assert.Equal("session-over", (await shelf.CreateAsync(session)).Outcome);
    }

    [Fact]
    public async Task AStepUpSpendsNothing()
    {
        var session = await shelf.AccountAsync();
        Assert.Equal("approved", await shelf.VerifyAsync(await shelf.OpenAsync(session, purpose: "manage"), right: true, step: 10));
        Assert.Equal("approved", await shelf.VerifyAsync(await shelf.OpenAsync(session), right: true, step: 11));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(19)]
    public async Task AStepIsAcceptedOnlyAboveTheLast(long step)
    {
        var session = await shelf.AccountAsync();
        Assert.Equal("approved", await shelf.VerifyAsync(await shelf.OpenAsync(session, purpose: "manage"), right: true, step: 20));
        Assert.Equal("wrong", await shelf.VerifyAsync(await shelf.OpenAsync(session), right: true, step));
    }

    [Theory]
    [InlineData("factor-version")]
    [InlineData("account-version")]
    public async Task AChangeByAnotherSessionEndsOpenChallenges(string owner)
    {
        var session = await shelf.AccountAsync();
        var challenge = await shelf.OpenAsync(session);
        await shelf.RaiseAsync(owner, session, 2, "sid_other");
        Assert.Equal("superseded", await shelf.StatusAsync(challenge));
        Assert.Equal("over", await shelf.VerifyAsync(challenge, right: true));
        Assert.Equal("session-over", (await shelf.CreateAsync(session)).Outcome);
    }

    [Fact]
    public async Task TheSessionThatMadeTheChangeSurvivesIt()
    {
        var session = await shelf.AccountAsync();
        await shelf.RaiseAsync("account-version", session, 2, session.Id);
        Assert.Equal("approved", await shelf.VerifyAsync(await shelf.OpenAsync(session), right: true));
    }

    [Fact]
    public async Task AChangeBetweenChargeAndSettleRefusesTheCode()
    {
        var session = await shelf.AccountAsync();
        var challenge = await shelf.OpenAsync(session);
        var charge = OpaqueId.New("one.");
        Assert.Equal("charged", (await shelf.ChargeAsync(challenge, charge)).Outcome);
        await shelf.RaiseAsync("factor-version", session, 2, session.Id);
        Assert.Equal("over", (await shelf.SettleAsync(challenge, charge, "right", 100)).Outcome);
    }

    [Fact]
    public async Task ASetReadBeforeAChangeIsNotTaken()
    {
        var session = await shelf.AccountAsync();
        await shelf.RaiseAsync("factor-version", session, 2, session.Id);
        Assert.Equal("overtaken", (await shelf.FillAsync(session, 1)).Outcome);
        Assert.Equal("factors-missing", (await shelf.CreateAsync(session)).Outcome);
    }

    [Fact]
    public async Task AnExpiredChallengeIsOver()
    {
        var challenge = await shelf.OpenAsync(await shelf.AccountAsync(), life: 1);
        await Task.Delay(1100, TestContext.Current.CancellationToken);
        Assert.Equal("over", await shelf.VerifyAsync(challenge, right: true));
        Assert.Equal("expired", await shelf.StatusAsync(challenge));
    }

    [Fact]
    public async Task AnotherClientsChallengeIsUnknown()
    {
        var challenge = await shelf.OpenAsync(await shelf.AccountAsync());
        Assert.Equal("unknown", (await shelf.ChargeAsync(challenge, client: new ClientReference("rp_ready", 1))).Outcome);
    }

    [Fact]
    public async Task ADisabledClientIsRefusedAtItsNextRequest()
    {
        var client = new ClientReference("rp_gone", 1);
        await shelf.AddClientAsync(client);
        await shelf.AddClientAsync(client with { Version = 2 }, "disabled");
        var answer = await shelf.Store.RunAsync(Script.Read, new ReadOrder(await shelf.OpenAsync(await shelf.AccountAsync()), [Shelf.Realm], client, false, false), StoreJson.Default.ReadOrder);
        Assert.Equal("unknown", answer.Outcome);
        Assert.Equal("client-changed", (await shelf.Store.RunAsync(Script.Create, new CreateOrder(client, shelf.NewSession(OpaqueId.New("acc_")), new OpenOrder(
            OpaqueId.New("chl_"), "totp", null, "sign-in", null, null, null, ["001"], 600, 3, Shelf.Figures(), null, null, null)), StoreJson.Default.CreateOrder)).Outcome);
    }

    [Fact]
    public async Task AFourthChallengeCancelsTheOldest()
    {
        var session = await shelf.AccountAsync();
        List<string> challenges = [];
        for (var n = 0; n < 4; n++)
            challenges.Add(await shelf.OpenAsync(session, maxOpen: 3));
        Assert.Equal("canceled", await shelf.StatusAsync(challenges[0]));
        foreach (var challenge in challenges[1..])
            Assert.Equal("pending", await shelf.StatusAsync(challenge));
    }

    [Fact]
    public async Task OneIdempotencyKeyMakesOneChallenge()
    {
        var session = await shelf.AccountAsync();
        var first = (await shelf.CreateAsync(session, idempotency: "key-1", body: "body")).Read(2, StoreJson.Default.StoredChallenge);
        var repeated = await shelf.CreateAsync(session, idempotency: "key-1", body: "body");
        Assert.Equal(("repeated", first.Id), (repeated.Outcome, repeated.Text(2)));
        Assert.Equal("key-reused", (await shelf.CreateAsync(session, idempotency: "key-1", body: "another")).Outcome);
    }

    [Fact]
    public async Task AScriptAfterItsDeadlineDoesNothing()
    {
        var session = await shelf.AccountAsync();
        var challenge = await shelf.OpenAsync(session);
        shelf.Clock.Saw(shelf.Clock.Now - 60_000);
        await Assert.ThrowsAsync<DependencyUnavailableException>(() => shelf.ChargeAsync(challenge));
        Assert.Equal("pending", await shelf.StatusAsync(challenge));
        Assert.Equal(0, await shelf.WrongAsync(session));
    }
}
