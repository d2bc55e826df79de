using Mfa.Challenges.Storage;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.Secrets;

namespace Mfa.Challenges.Tests.Storage;

/// <summary>What operators see of an account's challenges.</summary>
public sealed class ListTests(Shelf shelf) : IClassFixture<Shelf>
{
    [Fact]
    public async Task OpenAndEndedOnesAreListedNewestFirstAsTheyAreNow()
    {
        var session = await shelf.AccountAsync();
        var canceled = await shelf.OpenAsync(session, maxOpen: 1);
        var locked = await shelf.OpenAsync(session, maxOpen: 1);
        for (var guess = 0; guess < 5; guess++)
            await shelf.VerifyAsync(locked, right: false);
        var approved = await shelf.OpenAsync(session);
        Assert.Equal("approved", await shelf.VerifyAsync(approved, right: true));
        var open = await shelf.OpenAsync(session with { TokenId = "another" });

        var listed = await ListAsync(session.AccountId);

        Assert.Equal(
            [(open, "pending"), (approved, "approved"), (locked, "locked"), (canceled, "canceled")], listed.Select(one => (one.Id, one.Status)));
        Assert.All(listed, one => Assert.Equal((session.AccountId, "rp_one", one.Status == "pending"), (one.AccountId, one.RelyingParty, one.EndedAt is null)));
    }

    [Fact]
    public async Task WhatAChangeOvertookIsSuperseded()
    {
        var session = await shelf.AccountAsync();
        var challenge = await shelf.OpenAsync(session);
        await shelf.RaiseAsync("account-version", session, 2, null);

        Assert.Equal([(challenge, "superseded")], (await ListAsync(session.AccountId)).Select(one => (one.Id, one.Status)));
    }

    [Fact]
    public async Task PagesFollowEachOtherAlsoWithinAMillisecond()
    {
        var session = await shelf.AccountAsync();
        var made = new List<string>();
        for (var n = 0; n < 25; n++)
            made.Add(await shelf.OpenAsync(session));
        await Task.WhenAll(made.Select(id => shelf.Redis.SortedSetAddAsync($"mfa:recent:{Shelf.Realm}:{session.AccountId}", id, 1_790_000_000_000)));
        await Task.WhenAll(made.Select(id => shelf.Redis.HashSetAsync("mfa:challenge:" + id, "createdAt", 1_790_000_000_000)));

        var seen = new List<string>();
        ListCursor? after = null;
        do
        {
            var page = await ListAsync(session.AccountId, 10, after);
            seen.AddRange(page.Take(10).Select(one => one.Id));
            after = page.Count > 10 ? new ListCursor(page[9].CreatedAt, page[9].Id) : null;
        }
        while (after is not null);

        Assert.Equal(made.OrderDescending(StringComparer.Ordinal), seen);
    }

    [Fact]
    public async Task NoMoreThanTwoHundredAreRememberedAndNotForLong()
    {
        var session = await shelf.AccountAsync();
        var first = await shelf.OpenAsync(session);
        for (var n = 0; n < 200; n++)
            await shelf.OpenAsync(session, maxOpen: 3);

        var listed = await ListAsync(session.AccountId, 200);

        Assert.Equal(200, listed.Count);
        Assert.DoesNotContain(listed, one => one.Id == first);
        Assert.InRange(
            (await shelf.Redis.KeyTimeToLiveAsync($"mfa:recent:{Shelf.Realm}:{session.AccountId}"))!.Value, TimeSpan.FromSeconds(1490), TimeSpan.FromSeconds(1500));
    }

    [Fact]
    public async Task WhatTheStoreHasForgottenIsNotListed()
    {
        var session = await shelf.AccountAsync();
        var (gone, kept) = (await shelf.OpenAsync(session), await shelf.OpenAsync(session));
        await shelf.Redis.KeyDeleteAsync("mfa:challenge:" + gone);

        Assert.Equal([kept], (await ListAsync(session.AccountId)).Select(one => one.Id));
        Assert.Equal(1, await shelf.Redis.SortedSetLengthAsync($"mfa:recent:{Shelf.Realm}:{session.AccountId}"));
    }

    [Fact]
    public async Task AnotherRealmsAndAnUnknownAccountsAreNone()
    {
        var session = await shelf.AccountAsync();
        await shelf.OpenAsync(session);

        Assert.Empty(await ListAsync(session.AccountId, realms: "dev"));
        Assert.Empty(await ListAsync(OpaqueId.New("acc_")));
    }

    [Fact]
    public async Task ProofsOfServicesAreNotAmongThem()
    {
        var session = await shelf.AccountAsync();
        await shelf.Store.RunAsync(Script.Prove, new ProveOrder(session, new ProofOrder(
            OpaqueId.New("chl_"), Shelf.Realm, session.AccountId, session.RelyingParty, "email", MailProofPurposes.Enrol, null, "digits-6", false, null, 900,
            Shelf.Figures(), null, new CodeMail("1.mac", "sealed content", "here", "sealed recipient"))), StoreJson.Default.ProveOrder);

        Assert.Empty(await ListAsync(session.AccountId));
    }

    [Fact]
    public async Task AChangedClientSeesNothing()
    {
        var gone = new ClientReference("rp_desk_gone", 1);
        await shelf.AddClientAsync(gone, "disabled");

        Assert.Equal("client-changed", (await RunAsync(OpaqueId.New("acc_"), 50, null, Shelf.Realm, gone)).Outcome);
    }

    [Fact]
    public async Task TheStoreTellsItsEpochAndWhatWaits()
    {
        await shelf.OpenAsync(await shelf.AccountAsync());

        var status = await shelf.Store.RunAsync(Script.Status, new StatusOrder(), StoreJson.Default.StatusOrder);

        Assert.Equal((long)await shelf.Redis.HashGetAsync("mfa:store", "epoch"), status.Number(2));
        Assert.Equal(await shelf.Redis.ExecuteAsync("XLEN", "mfa:bus") is { } length ? (long)length : -1, status.Number(4));
        Assert.True(status.Number(4) > 0);
    }

    private async Task<IReadOnlyList<StoredChallenge>> ListAsync(string account, int limit = 50, ListCursor? after = null, string realms = Shelf.Realm)
    {
        var answer = await RunAsync(account, limit, after, realms, Shelf.Client);
        Assert.Equal("listed", answer.Outcome);
        return [.. Enumerable.Range(2, answer.Count - 2).Select(at => answer.Read(at, StoreJson.Default.StoredChallenge))];
    }

    private Task<ScriptAnswer> RunAsync(string account, int limit, ListCursor? after, string realm, ClientReference client) =>
        shelf.Store.RunAsync(Script.List, new ListOrder(account, ["other", realm], client, limit, after), StoreJson.Default.ListOrder);
}
