using System.Text.Json;
using Mfa.Challenges.Storage;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.Secrets;
using StackExchange.Redis;

namespace Mfa.Challenges.Tests.Storage;

/// <summary>An account that is no more leaves nothing under its id but what ends its tokens.</summary>
public sealed class EraseTests(Shelf shelf) : IClassFixture<Shelf>
{
    [Fact]
    public async Task OnlyTheRaisedVersionsStay()
    {
        var session = await shelf.AccountAsync();
        var (open, wrong) = (await shelf.OpenAsync(session), await shelf.OpenAsync(session));
        Assert.Equal("approved", await shelf.VerifyAsync(await shelf.OpenAsync(session, purpose: "manage"), right: true));
        await shelf.VerifyAsync(wrong, right: false);
        await shelf.RaiseAsync("account-version", session, 2, null);
        await shelf.RaiseAsync("factor-version", session, 2, null);
        Assert.True((await KeysAsync(session)).Length > 6);

        await EraseAsync(session);

        Assert.Equal([$"mfa:account-version:{Shelf.Realm}:{session.AccountId}", $"mfa:factor-version:{Shelf.Realm}:{session.AccountId}"], await KeysAsync(session));
        Assert.False(await shelf.Redis.KeyExistsAsync("mfa:challenge:" + open));
        Assert.Equal("unknown", await shelf.VerifyAsync(open, right: true));
        Assert.Equal("session-over", (await shelf.CreateAsync(session)).Outcome);
    }

    [Fact]
    public async Task WhatWasStillOpenIsCanceledOnRecord()
    {
        var session = await shelf.AccountAsync();
        var (one, other) = (await shelf.OpenAsync(session), await shelf.OpenAsync(session));

        await EraseAsync(session);

        var canceled = (await EventsAsync(session)).Where(told => told.Type == "challenge.canceled").Select(told => told.ChallengeId!);
        Assert.Equal(new[] { one, other }.Order(StringComparer.Ordinal), canceled.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task AMailThatWaitsIsNotSentAnyMore()
    {
        var session = await shelf.MailAccountAsync();
        Assert.Equal("created", (await shelf.MailAsync(session)).Outcome);
        await EraseAsync(session);
        Assert.DoesNotContain(await shelf.TakeAsync(), entry => entry.What == "mail" && entry.Json.Contains(session.AccountId, StringComparison.Ordinal));
        Assert.Empty(await KeysAsync(session));
    }

    [Fact]
    public async Task AProofThatItsOwnerNamesGoesTooAndNobodyElses()
    {
        var (session, other) = (await shelf.MailAccountAsync(), await shelf.MailAccountAsync());
        var (own, foreign) = (await ProveAsync(session), await ProveAsync(other));
        await EraseAsync(session, own, foreign, OpaqueId.New("chl_"));
        Assert.False(await shelf.Redis.KeyExistsAsync("mfa:challenge:" + own));
        Assert.True(await shelf.Redis.KeyExistsAsync("mfa:challenge:" + foreign));
    }

    [Fact]
    public async Task NobodyElsesIsTouchedAndRepeatingItChangesNothing()
    {
        var (session, other) = (await shelf.AccountAsync(), await shelf.AccountAsync());
        var challenge = await shelf.OpenAsync(other);
        await shelf.VerifyAsync(challenge, right: false);
        var before = await KeysAsync(other);
        await EraseAsync(session);
        await EraseAsync(session);
        Assert.Equal(before, await KeysAsync(other));
        Assert.Equal("approved", await shelf.VerifyAsync(challenge, right: true));
    }

    [Fact]
    public async Task AGuessThatWasChargedBeforeSettlesNothing()
    {
        var session = await shelf.AccountAsync();
        var (challenge, charge) = (await shelf.OpenAsync(session), OpaqueId.New("one."));
        Assert.Equal("charged", (await shelf.ChargeAsync(challenge, charge)).Outcome);
        await EraseAsync(session);
        Assert.Equal("over", (await shelf.SettleAsync(challenge, charge, "right", 100)).Outcome);
        Assert.Empty(await KeysAsync(session));
    }

    private Task<ScriptAnswer> EraseAsync(Session session, params string[] proofs) =>
        shelf.Store.RunAsync(Script.Erase, new EraseOrder(Shelf.Realm, session.AccountId, proofs), StoreJson.Default.EraseOrder);

    private async Task<string[]> KeysAsync(Session session) =>
        [.. ((RedisResult[])(await shelf.Redis.ExecuteAsync("KEYS", $"mfa:*{session.AccountId}*"))!).Select(key => (string)key!).Order(StringComparer.Ordinal)];

    private async Task<string> ProveAsync(Session session)
    {
        var order = new ProofOrder(
            OpaqueId.New("chl_"), Shelf.Realm, session.AccountId, session.RelyingParty, "email", MailProofPurposes.Address, null, "digits-6", false, null, 900,
            Shelf.Figures(), null, new CodeMail("1.mac", "sealed content", "here", "sealed recipient"));
        Assert.Equal("read", (await shelf.Store.RunAsync(Script.Prove, new ProveOrder(session, order), StoreJson.Default.ProveOrder)).Outcome);
        return order.Id;
    }

    private async Task<IReadOnlyList<StoredEvent>> EventsAsync(Session session) =>
    [
        .. (await shelf.TakeAsync()).Where(entry => entry.What == "audit").Select(entry => JsonSerializer.Deserialize(entry.Json, StoreJson.Default.StoredEvent)!)
            .Where(told => told.AccountId == session.AccountId),
    ];
}
