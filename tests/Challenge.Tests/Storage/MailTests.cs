using System.Text.Json;
using Mfa.Challenges.Storage;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.Secrets;

namespace Mfa.Challenges.Tests.Storage;

/// <summary>Mailed codes in the store: what is sent, how often, what is told of it and what is left of it.</summary>
public sealed class MailTests(Shelf shelf) : IClassFixture<Shelf>
{
    private static readonly string[] KeptForTheCheck = ["codeMac", "content", "recipient"];

    [Fact]
    public async Task AChallengeByMailOrdersOneMail()
    {
        var challenge = await OpenAsync(await shelf.MailAccountAsync());

        Assert.Equal(("queued", 0, 1), (challenge.Delivery, challenge.DeliveryAttempts, challenge.Sends));
        var mail = Assert.Single(await MailsOfAsync(challenge.Id));
        Assert.Equal((challenge.Id + ".1", "sealed recipient", "sealed content", challenge.Identifier, challenge.ExpiresAt),
            (mail.MailId, mail.Recipient, mail.Content, mail.SessionIdentifier, mail.ExpiresAt));
    }

    [Theory]
    [InlineData("cancel")]
    [InlineData("approve")]
    [InlineData("lock")]
    public async Task NothingOfTheCodeIsLeftOnceTheChallengeIsOver(string end)
    {
        var session = await shelf.MailAccountAsync();
        var challenge = await OpenAsync(session);
        Assert.All(KeptForTheCheck, field => Assert.True(shelf.Redis.HashExists("mfa:challenge:" + challenge.Id, field), field));

        if (end == "cancel")
            await shelf.Store.RunAsync(Script.Read, new ReadOrder(challenge.Id, [Shelf.Realm], Shelf.Client, false, Cancel: true), StoreJson.Default.ReadOrder);
        else if (end == "approve")
            Assert.Equal("approved", await VerifyAsync(challenge.Id, "right"));
        else
            for (var guess = 0; guess < 5; guess++)
                await VerifyAsync(challenge.Id, "wrong");

        Assert.All(KeptForTheCheck, field => Assert.False(shelf.Redis.HashExists("mfa:challenge:" + challenge.Id, field), field));
        Assert.Empty(await MailsOfAsync(challenge.Id));
    }

    [Fact]
    public async Task ASecondMailComesAfterThePauseAndNoSooner()
    {
        var challenge = await OpenAsync(await shelf.MailAccountAsync());
        var early = await shelf.ResendAsync(challenge.Id);
        Assert.Equal("mail-quota", early.Outcome);
        Assert.InRange(early.Number(2), 25_000, 30_000);
        Assert.Equal(1, (await shelf.ReadAsync(challenge.Id)).Sends);

        var quick = await OpenAsync(await shelf.MailAccountAsync(), Shelf.Figures() with { MailResendPause = 0 });
        var before = (string?)await shelf.Redis.HashGetAsync("mfa:challenge:" + quick.Id, "codeMac");
        Assert.Equal("read", (await shelf.ResendAsync(quick.Id)).Outcome);
        Assert.Equal(before, (string?)await shelf.Redis.HashGetAsync("mfa:challenge:" + quick.Id, "codeMac"));
        Assert.Equal([quick.Id + ".1", quick.Id + ".2"], (await MailsOfAsync(quick.Id)).Select(mail => mail.MailId));
    }

    [Fact]
    public async Task AChallengesMailIsSentAgainThreeTimesAndNoMore()
    {
        var challenge = await OpenAsync(await shelf.MailAccountAsync(), Shelf.Figures() with { MailResendPause = 0, MailsInTenMinutes = 50, MailsADay = 50 });
        for (var resend = 0; resend < 3; resend++)
            Assert.Equal("read", (await shelf.ResendAsync(challenge.Id)).Outcome);
        var refused = await shelf.ResendAsync(challenge.Id);
        Assert.Equal("mail-quota", refused.Outcome);
        Assert.InRange(refused.Number(2), 1, 600_000);
        Assert.Equal(4, (await shelf.ReadAsync(challenge.Id)).Sends);
    }

    [Fact]
    public async Task TheFifthMailInTenMinutesWaitsAndCancelsNothing()
    {
        var session = await shelf.MailAccountAsync();
        var first = await OpenAsync(session);
        for (var mail = 1; mail < 4; mail++)
            await OpenAsync(session);

        var refused = await shelf.MailAsync(session, maxOpen: 1);

        Assert.Equal("mail-quota", refused.Outcome);
        Assert.InRange(refused.Number(2), 590_000, 600_000);
        Assert.Equal("pending", await shelf.StatusAsync(first.Id));
        Assert.Equal("mail-quota", (await shelf.MailAsync(shelf.NewSession(session.AccountId), source: "elsewhere")).Outcome);
    }

    [Fact]
    public async Task AHundredRequestsAtOnceSendFourMails()
    {
        var session = await shelf.MailAccountAsync();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(async _ => (await shelf.MailAsync(session)).Outcome));
        Assert.Equal(4, outcomes.Count(outcome => outcome == "created"));
        Assert.Equal(96, outcomes.Count(outcome => outcome == "mail-quota"));
    }

    [Fact]
    public async Task OneSourceUsesHalfOfTheDaysMails()
    {
        var figures = Shelf.Figures() with { MailsADay = 6, MailsInTenMinutes = 50 };
        var session = await shelf.MailAccountAsync();
        for (var mail = 0; mail < 3; mail++)
            await OpenAsync(session, figures, "here");
        var refused = await shelf.MailAsync(session, figures, "here");
        Assert.Equal("mail-quota", refused.Outcome);
        Assert.InRange(refused.Number(2), 86_300_000, 86_400_000);
        for (var mail = 0; mail < 3; mail++)
            await OpenAsync(session, figures, "there");
        Assert.Equal("mail-quota", (await shelf.MailAsync(session, figures, "a third place")).Outcome);
    }

    [Fact]
    public async Task DuringACoolDownNothingIsSent()
    {
        var figures = Shelf.Figures(account: 3) with { MailResendPause = 0 };
        var session = await shelf.MailAccountAsync();
        var challenge = await OpenAsync(session, figures);
        for (var guess = 0; guess < 3; guess++)
            await VerifyAsync(challenge.Id, "wrong");

        Assert.Equal("cooling", (await shelf.ResendAsync(challenge.Id)).Outcome);
        Assert.Equal("cooling", (await shelf.MailAsync(session, figures)).Outcome);
        Assert.Equal(1, (await shelf.ReadAsync(challenge.Id)).Sends);
    }

    [Fact]
    public async Task AnAppsChallengeSendsNoMail()
    {
        var challenge = await shelf.OpenAsync(await shelf.AccountAsync());
        Assert.Equal("unmailed", (await shelf.ResendAsync(challenge)).Outcome);
    }

    public static TheoryData<int[]> Orders => [.. Permutations([0, 1, 2, 3])];

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task NewsOfAMailEndsTheSameInEveryOrder(int[] order)
    {
        (string State, int Attempts, string? Reply)[] news =
            [("deferred", 1, "451 4.7.1"), ("deferred", 2, "421 4.3.0"), ("handed-over", 3, null), ("handed-over", 3, null)];
        var challenge = await OpenAsync(await shelf.MailAccountAsync());
        foreach (var at in order)
            await TellAsync(challenge.Id, 1, news[at].State, news[at].Attempts, news[at].Reply);
        var told = await shelf.ReadAsync(challenge.Id);
        Assert.Equal(("handed-over", 3, null), (told.Delivery, told.DeliveryAttempts, told.SmtpReply));
    }

    [Fact]
    public async Task TheFirstFinalStateStays()
    {
        var challenge = await OpenAsync(await shelf.MailAccountAsync());
        await TellAsync(challenge.Id, 1, "failed", 1, "550 5.1.1");
        await TellAsync(challenge.Id, 1, "handed-over", 2, null);
        var told = await shelf.ReadAsync(challenge.Id);
        Assert.Equal(("failed", "550 5.1.1"), (told.Delivery, told.SmtpReply));
    }

    [Fact]
    public async Task NewsOfAnOlderSendingSaysNothingOfTheNewest()
    {
        var challenge = await OpenAsync(await shelf.MailAccountAsync(), Shelf.Figures() with { MailResendPause = 0 });
        await TellAsync(challenge.Id, 1, "failed", 1, "550 5.1.1");
        Assert.Equal("read", (await shelf.ResendAsync(challenge.Id)).Outcome);
        Assert.Equal(("queued", null), ((await shelf.ReadAsync(challenge.Id)).Delivery, (await shelf.ReadAsync(challenge.Id)).SmtpReply));
        await TellAsync(challenge.Id, 1, "handed-over", 1, null);
        Assert.Equal("queued", (await shelf.ReadAsync(challenge.Id)).Delivery);
        await TellAsync(challenge.Id, 2, "handed-over", 1, null);
        Assert.Equal("handed-over", (await shelf.ReadAsync(challenge.Id)).Delivery);
    }

    [Fact]
    public async Task NewsOfAnUnknownMailIsLeftAlone()
    {
        var challenge = await OpenAsync(await shelf.MailAccountAsync());
        Assert.Equal("unknown", (await TellAsync(OpaqueId.New("chl_"), 1, "failed", 1, null)).Outcome);
        Assert.Equal("unknown", (await shelf.Store.RunAsync(
            Script.Delivery, new DeliveryOrder(challenge.Id, "another", 1, "failed", 1, 1, null), StoreJson.Default.DeliveryOrder)).Outcome);
        Assert.Equal("queued", (await shelf.ReadAsync(challenge.Id)).Delivery);
    }

    [Fact]
    public async Task AMailThatNobodySentExpiresWithItsChallenge()
    {
        var challenge = await OpenAsync(await shelf.MailAccountAsync(), life: 1);
        await Task.Delay(1100, TestContext.Current.CancellationToken);
        var told = await shelf.ReadAsync(challenge.Id);
        Assert.Equal(("expired", "expired"), (told.Status, told.Delivery));
        Assert.Empty(await MailsOfAsync(challenge.Id));
    }

    [Fact]
    public async Task WhatCouldNotBeHandedOnIsTakenAgainAtOnceAndOnce()
    {
        var challenge = await OpenAsync(await shelf.MailAccountAsync());
        await shelf.TakeAsync();
        Assert.Equal("read", (await shelf.Store.RunAsync(
            Script.Read, new ReadOrder(challenge.Id, [Shelf.Realm], Shelf.Client, false, Cancel: true), StoreJson.Default.ReadOrder)).Outcome);
        var first = await TakeOnceAsync();
        Assert.Equal(first, await TakeOnceAsync());
        Assert.Single(first);
        await shelf.TakeAsync();
        Assert.Empty(await TakeOnceAsync());
    }

    [Fact]
    public async Task ASetWhoseMailboxIsOlderThanTheAccountIsReadAnew()
    {
        var session = await shelf.MailAccountAsync();
        await shelf.RaiseAsync("account-version", session, 2, session.Id);
        Assert.Equal("factors-missing", (await shelf.MailAsync(session)).Outcome);
    }

    [Fact]
    public async Task ARepeatedProofSendsOneMail()
    {
        var session = shelf.NewSession(OpaqueId.New("acc_"));
        var order = ProofOf(session, MailProofPurposes.Prove);
        Assert.Equal("read", (await ProveAsync(session, order)).Outcome);
        Assert.Equal("read", (await ProveAsync(session, order)).Outcome);
        Assert.Single(await MailsOfAsync(order.Id));
    }

    [Fact]
    public async Task AnAddressIsProvedWithoutASession()
    {
        var order = ProofOf(shelf.NewSession(OpaqueId.New("acc_")), MailProofPurposes.Address);
        Assert.Equal("read", (await ProveAsync(null, order)).Outcome);
        Assert.Equal("approved", await VerifyAsync(order.Id, "right", proof: true));
        Assert.Equal("approved", (await shelf.ReadAsync(order.Id, proof: true)).Status);
    }

    [Fact]
    public async Task AProofIsNoRelyingPartysChallenge()
    {
        var session = shelf.NewSession(OpaqueId.New("acc_"));
        var order = ProofOf(session, MailProofPurposes.Enrol);
        await ProveAsync(session, order);
        Assert.Equal("unknown", (await shelf.ChargeAsync(order.Id)).Outcome);
        Assert.Equal("unknown", (await shelf.ResendAsync(order.Id)).Outcome);
    }

    [Fact]
    public async Task TwentyWrongMailedCodesDisableTheKindUntilItIsBoundAnew()
    {
        var wrong = Enumerable.Range(0, 20).Select(n => new WrongCode($"w{n}", "email", "sid_old", shelf.Clock.Now - 3_600_000)).ToArray();
        var session = await shelf.MailAccountAsync(null, wrong);
        Assert.Equal("disabled", (await shelf.MailAsync(session)).Outcome);
        Assert.Equal("disabled", (await ProveAsync(session, ProofOf(session, MailProofPurposes.Prove))).Outcome);
        Assert.Equal("disabled", (await ProveAsync(session, ProofOf(session, MailProofPurposes.Enrol))).Outcome);

        var rebinding = ProofOf(session, MailProofPurposes.Enrol, rebinds: true);
        Assert.Equal("read", (await ProveAsync(session, rebinding)).Outcome);
        Assert.Equal("approved", await VerifyAsync(rebinding.Id, "right", proof: true));
        Assert.Equal(0, await shelf.Redis.SortedSetLengthAsync($"mfa:kept:{Shelf.Realm}:{session.AccountId}:email"));
    }

    [Fact]
    public async Task ProvingAnAddressForgivesOnlyItsOwnWrongCodes()
    {
        var wrong = Enumerable.Range(0, 7).Select(n => new WrongCode($"w{n}", "email", "sid_old", shelf.Clock.Now - 3_600_000)).ToArray();
        var session = await shelf.MailAccountAsync(null, wrong);
        var order = ProofOf(session, MailProofPurposes.Address);
        await ProveAsync(session, order);
        await VerifyAsync(order.Id, "wrong", proof: true);
        Assert.Equal(8, await shelf.Redis.SortedSetLengthAsync($"mfa:kept:{Shelf.Realm}:{session.AccountId}:email"));
        Assert.Equal("approved", await VerifyAsync(order.Id, "right", proof: true));
        Assert.Equal(7, await shelf.Redis.SortedSetLengthAsync($"mfa:kept:{Shelf.Realm}:{session.AccountId}:email"));
    }

    private async Task<StoredChallenge> OpenAsync(Session session, BudgetFigures? figures = null, string source = "here", int life = 600)
    {
        var answer = await shelf.MailAsync(session, figures, source, life);
        Assert.Equal("created", answer.Outcome);
        return answer.Read(2, StoreJson.Default.StoredChallenge);
    }

    private async Task<string> VerifyAsync(string challenge, string verdict, bool proof = false)
    {
        var charge = OpaqueId.New("one.");
        var charged = proof
            ? await shelf.Store.RunAsync(Script.Charge, new ChargeOrder(charge, "digits-6") { Id = challenge, Realms = [Shelf.Realm], Proof = true }, StoreJson.Default.ChargeOrder)
            : await shelf.ChargeAsync(challenge, charge);
        return charged.Outcome != "charged" ? charged.Outcome : (await shelf.Store.RunAsync(
            Script.Settle, new SettleOrder(challenge, charge, verdict, null, 0, proof ? "hash" : null), StoreJson.Default.SettleOrder)).Outcome;
    }

    private Task<ScriptAnswer> TellAsync(string challenge, int send, string state, int attempts, string? reply) => shelf.Store.RunAsync(
        Script.Delivery, new DeliveryOrder(challenge, Shelf.Realm, send, state, shelf.Clock.Now, attempts, reply), StoreJson.Default.DeliveryOrder);

    private static ProofOrder ProofOf(Session session, string purpose, bool rebinds = false) => new(
        OpaqueId.New("chl_"), Shelf.Realm, session.AccountId, session.RelyingParty, "email", purpose, null, "digits-6", false, null, 900, Shelf.Figures(), null,
        new CodeMail("1.mac", "sealed content", "here", "sealed recipient", rebinds ? true : null));

    private Task<ScriptAnswer> ProveAsync(Session? session, ProofOrder order) =>
        shelf.Store.RunAsync(Script.Prove, new ProveOrder(session, order), StoreJson.Default.ProveOrder);

    private async Task<IReadOnlyList<StoredMail>> MailsOfAsync(string challenge) =>
        [.. (await shelf.TakeAsync()).Where(entry => entry.What == "mail").Select(entry => JsonSerializer.Deserialize(entry.Json, StoreJson.Default.StoredMail)!)
            .Where(mail => mail.ChallengeId == challenge)];

    private async Task<IReadOnlyList<string>> TakeOnceAsync()
    {
        var taken = await shelf.Store.RunAsync(Script.Take, new TakeOrder("bus", "bus", "one"), StoreJson.Default.TakeOrder);
        return [.. Enumerable.Range(0, (taken.Count - 2) / 4).Select(n => taken.Text(2 + (n * 4)))];
    }

    private static IEnumerable<int[]> Permutations(int[] rest) => rest.Length == 0
        ? [[]] : rest.SelectMany(first => Permutations([.. rest.Where(other => other != first)]), (first, others) => new[] { first }.Concat(others).ToArray());
}
