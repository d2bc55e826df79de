using Mfa.Challenges.Storage;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.Secrets;

namespace Mfa.Challenges.Tests.Storage;

/// <summary>Recovery codes in the store: their wrong ones are counted by their owner, so that guessing digits never closes the way out.</summary>
public sealed class RecoveryTests(Shelf shelf) : IClassFixture<Shelf>
{
    private const string Format = "recovery-16";

    [Fact]
    public async Task ARightCodeApprovesAndCountsNothing()
    {
        var session = await shelf.AccountAsync();
        var challenge = await OpenAsync(session);
        Assert.Equal((Format, null), (challenge.Format, challenge.FactorId));

        Assert.Equal("wrong", await VerifyAsync(challenge.Id, right: false));
        Assert.Equal("approved", await VerifyAsync(challenge.Id, right: true));

        Assert.Equal((0L, 0L), (await shelf.WrongAsync(session), await shelf.Redis.SortedSetLengthAsync($"mfa:kept:{Shelf.Realm}:{session.AccountId}:recovery")));
        Assert.DoesNotContain(await OutcomesAsync(), entry => entry.Contains(session.AccountId, StringComparison.Ordinal));
    }

    [Fact]
    public async Task TheFifthWrongCodeLocksItsChallengeAndNoOther()
    {
        var session = await shelf.AccountAsync();
        var challenge = await OpenAsync(session);
        for (var guess = 0; guess < 5; guess++)
            Assert.Equal("wrong", await VerifyAsync(challenge.Id, right: false));
        Assert.Equal("locked", await VerifyAsync(challenge.Id, right: true));
        Assert.Equal("approved", await VerifyAsync((await OpenAsync(session)).Id, right: true));
    }

    [Fact]
    public async Task NeitherACoolDownNorADisabledAppClosesTheWayOut()
    {
        var wrong = Enumerable.Range(0, 25).Select(n => new WrongCode(OpaqueId.New("w"), "totp", "sid_old", shelf.Clock.Now - (n * 1000))).ToArray();
        var session = await shelf.AccountAsync(null, null, wrong);
        Assert.Equal("cooling", (await shelf.CreateAsync(session)).Outcome);

        Assert.Equal("approved", await VerifyAsync((await OpenAsync(session)).Id, right: true));
    }

    [Fact]
    public async Task ACodeThatWasNotLookedAtIsNoTry()
    {
        var challenge = await OpenAsync(await shelf.AccountAsync());
        for (var guess = 0; guess < 10; guess++)
        {
            var charge = OpaqueId.New("one.");
            Assert.Equal("charged", (await shelf.ChargeAsync(challenge.Id, charge, format: Format)).Outcome);
            Assert.Equal("excused", (await shelf.SettleAsync(challenge.Id, charge, "excused")).Outcome);
        }

        Assert.Equal("approved", await VerifyAsync(challenge.Id, right: true));
    }

    [Fact]
    public async Task DigitsAreNoRecoveryCode()
    {
        var challenge = await OpenAsync(await shelf.AccountAsync());
        Assert.Equal("format", (await shelf.ChargeAsync(challenge.Id)).Outcome);
        Assert.Equal(5, ChallengeResource.AttemptsOf(await shelf.ReadAsync(challenge.Id)));
    }

    [Fact]
    public async Task WithoutCodesThereIsNoChallenge() =>
        Assert.Equal("factor-absent", (await shelf.RecoverAsync(await shelf.MailAccountAsync())).Outcome);

    [Fact]
    public async Task AChangeOfTheFactorsEndsIt()
    {
        var session = await shelf.AccountAsync();
        var challenge = await OpenAsync(session);
        await shelf.RaiseAsync("factor-version", session, 2, "sid_other");
        Assert.Equal("over", await VerifyAsync(challenge.Id, right: true));
    }

    private Task<string> VerifyAsync(string challenge, bool right) => shelf.VerifyAsync(challenge, right, step: null, Format);

    private async Task<StoredChallenge> OpenAsync(Session session)
    {
        var answer = await shelf.RecoverAsync(session);
        Assert.Equal("created", answer.Outcome);
        return answer.Read(2, StoreJson.Default.StoredChallenge);
    }

    /// <summary>What is on its way to Enrollment.</summary>
    private async Task<IReadOnlyList<string>> OutcomesAsync()
    {
        var taken = await shelf.Store.RunAsync(Script.Take, new TakeOrder("outcomes", "enrollment", "one"), StoreJson.Default.TakeOrder);
        return [.. Enumerable.Range(2, taken.Count - 2).Select(taken.Text)];
    }
}
