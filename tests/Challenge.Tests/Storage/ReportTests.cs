using System.Text.Json;
using Mfa.Challenges.Storage;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.Secrets;

namespace Mfa.Challenges.Tests.Storage;

/// <summary>"This was not me": what a report meets, once and whenever it is repeated.</summary>
public sealed class ReportTests(Shelf shelf) : IClassFixture<Shelf>
{
    private static readonly ClientReference Other = new("rp_other", 1);

    [Fact]
    public async Task AnOpenChallengeIsCanceled()
    {
        var session = await shelf.MailAccountAsync();
        var challenge = await OpenAsync(session);

        var reported = await shelf.ReportAsync(challenge, session.AccountId);

        Assert.Equal("canceled", reported.Text(3));
        Assert.Equal("canceled", await shelf.StatusAsync(challenge));
        Assert.Equal(["challenge.canceled", "challenge.reported"], (await EventsOfAsync(challenge)).Select(told => told.Type).Where(type => type != "challenge.created"));
    }

    /// <summary>A stranger who enrols with somebody's password has a code mailed too.</summary>
    [Theory]
    [InlineData(false, "canceled")]
    [InlineData(true, "was-approved")]
    public async Task ACodeThatProvesAMailboxIsReportedLikeAnyOther(bool approved, string result)
    {
        var session = shelf.NewSession(OpaqueId.New("acc_"));
        var order = new ProofOrder(
            OpaqueId.New("chl_"), Shelf.Realm, session.AccountId, session.RelyingParty, "email", MailProofPurposes.Enrol, null, "digits-6", false, null, 900,
            Shelf.Figures(), null, new CodeMail("1.mac", "sealed content", "here", "sealed recipient"));
        await shelf.Store.RunAsync(Script.Prove, new ProveOrder(session, order), StoreJson.Default.ProveOrder);
        if (approved)
        {
            var charge = OpaqueId.New("one.");
            await shelf.Store.RunAsync(
                Script.Charge, new ChargeOrder(charge, "digits-6") { Id = order.Id, Realms = [Shelf.Realm], Proof = true }, StoreJson.Default.ChargeOrder);
            await shelf.Store.RunAsync(Script.Settle, new SettleOrder(order.Id, charge, "right", null, 0, "hash"), StoreJson.Default.SettleOrder);
        }

        Assert.Equal(result, (await shelf.ReportAsync(order.Id, session.AccountId)).Text(3));
        Assert.Equal(approved ? "approved" : "canceled", (await shelf.ReadAsync(order.Id, proof: true)).Status);
    }

    [Fact]
    public async Task ARepeatedReportAnswersTheSameAndTellsNothingMore()
    {
        await shelf.AddClientAsync(Other);
        var session = await shelf.MailAccountAsync();
        var challenge = await OpenAsync(session);
        var first = await shelf.ReportAsync(challenge, session.AccountId);
        await EventsOfAsync(challenge);

        var again = await shelf.ReportAsync(challenge, session.AccountId, Other);

        Assert.Equal((first.Number(2), "canceled"), (again.Number(2), again.Text(3)));
        Assert.Empty(await EventsOfAsync(challenge));
    }

    [Fact]
    public async Task AnApprovedOneIsRememberedForAsLongAsTheLinkIsGood()
    {
        var session = await shelf.MailAccountAsync();
        var challenge = await OpenAsync(session);
        Assert.Equal("approved", await shelf.VerifyAsync(challenge, right: true, step: null));
        // The challenge itself is forgotten a quarter of an hour after its end.
        await shelf.Redis.KeyDeleteAsync("mfa:challenge:" + challenge);
        await EventsOfAsync(challenge);
        Assert.InRange((await shelf.Redis.KeyTimeToLiveAsync($"mfa:let-in:{Shelf.Realm}:{challenge}"))!.Value, TimeSpan.FromDays(6.9), TimeSpan.FromDays(7));

        Assert.Equal("was-approved", (await shelf.ReportAsync(challenge, session.AccountId)).Text(3));

        var told = Assert.Single(await EventsOfAsync(challenge));
        Assert.Equal(("challenge.reported", "was-approved", session.AccountId), (told.Type, told.Reason, told.AccountId));
    }

    [Theory]
    [InlineData("locked")]
    [InlineData("forgotten")]
    public async Task WhatIsOverIsOnRecord(string end)
    {
        var session = await shelf.MailAccountAsync();
        var challenge = await OpenAsync(session);
        if (end == "forgotten")
            await shelf.Redis.KeyDeleteAsync("mfa:challenge:" + challenge);
        else
            for (var guess = 0; guess < 5; guess++)
                await shelf.VerifyAsync(challenge, right: false);
        await EventsOfAsync(challenge);

        Assert.Equal("over", (await shelf.ReportAsync(challenge, session.AccountId)).Text(3));
        Assert.Equal("over", Assert.Single(await EventsOfAsync(challenge)).Reason);
    }

    [Fact]
    public async Task ADisabledClientReportsNothing()
    {
        var gone = new ClientReference("rp_gone", 1);
        await shelf.AddClientAsync(gone, "disabled");
        var session = await shelf.MailAccountAsync();
        var challenge = await OpenAsync(session);
        Assert.Equal("client-changed", (await shelf.ReportAsync(challenge, session.AccountId, gone)).Outcome);
        Assert.Equal("pending", await shelf.StatusAsync(challenge));
    }

    private async Task<string> OpenAsync(Session session) => (await shelf.MailAsync(session)).Read(2, StoreJson.Default.StoredChallenge).Id;

    private async Task<IReadOnlyList<StoredEvent>> EventsOfAsync(string challenge) =>
        [.. (await shelf.TakeAsync()).Where(entry => entry.What == "audit").Select(entry => JsonSerializer.Deserialize(entry.Json, StoreJson.Default.StoredEvent)!)
            .Where(told => told.ChallengeId == challenge)];
}
