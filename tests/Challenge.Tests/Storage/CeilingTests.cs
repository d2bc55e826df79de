using System.Text.Json;
using Mfa.Challenges.Storage;
using Mfa.ServiceDefaults.Secrets;

namespace Mfa.Challenges.Tests.Storage;

/// <summary>What one relying party may do in a minute over all its accounts, so that a stolen client is bounded.</summary>
public sealed class CeilingTests(Shelf shelf) : IClassFixture<Shelf>
{
    [Fact]
    public async Task ARelyingPartysMailsAMinuteAreBounded()
    {
        var figures = Shelf.Figures() with { RelyingPartyMails = 3, MailResendPause = 0 };
        await UntilTheMinuteIsYoungAsync();
        var client = await NewClientAsync();
        var first = (await AskAsync(client, figures)).Read(2, StoreJson.Default.StoredChallenge).Id;
        for (var mail = 1; mail < 3; mail++)
            Assert.Equal("created", (await AskAsync(client, figures)).Outcome);

        var refused = await AskAsync(client, figures);

        Assert.Equal("suspended", refused.Outcome);
        Assert.InRange(refused.Number(2), 1, 60_000);
        Assert.Equal("suspended", (await shelf.Store.RunAsync(Script.Resend, new ResendOrder(first, [Shelf.Realm], client, false), StoreJson.Default.ResendOrder)).Outcome);
        Assert.Equal("created", (await AskAsync(await NewClientAsync(), figures)).Outcome);
        await AskAsync(client, figures);
        Assert.Single(await SuspensionsAsync(client), told => told.Reason == "mails");
    }

    [Fact]
    public async Task ARelyingPartysWrongCodesAMinuteAreBoundedAndRightOnesAreNotCounted()
    {
        var figures = Shelf.Figures() with { RelyingPartyWrong = 4 };
        await UntilTheMinuteIsYoungAsync();
        var client = await NewClientAsync();
        for (var right = 0; right < 6; right++)
            Assert.Equal("approved", await GuessAsync(client, figures, "right"));
        for (var wrong = 0; wrong < 4; wrong++)
            Assert.Equal("wrong", await GuessAsync(client, figures, "wrong"));

        Assert.Equal("suspended", await GuessAsync(client, figures, "right"));
        Assert.Equal("approved", await GuessAsync(await NewClientAsync(), figures, "right"));
        Assert.Single(await SuspensionsAsync(client), told => told.Reason == "wrong");
    }

    private async Task<ClientReference> NewClientAsync()
    {
        var client = new ClientReference(OpaqueId.New("rp_"), 1);
        await shelf.AddClientAsync(client);
        return client;
    }

    /// <summary>A minute that ends in the middle of a test would forgive what the test counts.</summary>
    private async Task UntilTheMinuteIsYoungAsync()
    {
        while (shelf.Clock.Now % 60_000 > 50_000)
            await Task.Delay(200, TestContext.Current.CancellationToken);
    }

    private async Task<ScriptAnswer> AskAsync(ClientReference client, BudgetFigures figures)
    {
        var session = await shelf.MailAccountAsync() with { RelyingParty = client.Id };
        return await shelf.Store.RunAsync(Script.Create, new CreateOrder(client, session, new OpenOrder(
            OpaqueId.New("chl_"), "email", null, "sign-in", null, null, null, ["001", "002"], 600, 3, figures, null, null, new CodeMail("1.mac", "sealed content", "here"))),
            StoreJson.Default.CreateOrder);
    }

    private async Task<string> GuessAsync(ClientReference client, BudgetFigures figures, string verdict)
    {
        var session = await shelf.AccountAsync() with { RelyingParty = client.Id };
        var created = await shelf.Store.RunAsync(Script.Create, new CreateOrder(client, session, new OpenOrder(
            OpaqueId.New("chl_"), "totp", null, "sign-in", null, null, null, ["001", "002"], 600, 3, figures, null, null, null)), StoreJson.Default.CreateOrder);
        if (created.Outcome != "created")
            return created.Outcome;
        var (challenge, charge) = (created.Read(2, StoreJson.Default.StoredChallenge).Id, OpaqueId.New("one."));
        var charged = await shelf.ChargeAsync(challenge, charge, client);
        return charged.Outcome != "charged" ? charged.Outcome : (await shelf.SettleAsync(challenge, charge, verdict, verdict == "right" ? 100 : null)).Outcome;
    }

    private async Task<IReadOnlyList<StoredEvent>> SuspensionsAsync(ClientReference client) =>
        [.. (await shelf.TakeAsync()).Where(entry => entry.What == "audit").Select(entry => JsonSerializer.Deserialize(entry.Json, StoreJson.Default.StoredEvent)!)
            .Where(told => told.Type == "relying-party.suspended" && told.RelyingParty == client.Id)];
}
