using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mfa.Bus.Mail;
using Mfa.Contracts;
using Mfa.Directories.MailTests;
using Mfa.Directories.Tests.Service;
using Mfa.Outboxes;
using Mfa.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Mfa.Directories.Tests;

/// <summary>The test mail that shows an operator whether mails arrive.</summary>
public sealed class SendTestMailTests : IAsyncLifetime
{
    private const string Path = "/v1/operations/mail-test";
    private const string Address = "postmaster@example.org";

    /// <summary>One of its own: the quota is an operator's, and a test of it uses it up.</summary>
    private readonly DirectoryApp _app = new();

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task AMailIsOrderedInTheRealmsWayAndTheAddressIsSealed()
    {
        var answer = (await Desk.PostAsync(Path, Body())).Expect(HttpStatusCode.Accepted);

        Assert.StartsWith("mlt_", answer.Text("id"), StringComparison.Ordinal);
        Assert.Equal("""{"state":"queued"}""", answer.Body!["delivery"]!.ToJsonString());
        var mail = Assert.Single(await MailsAsync());
        Assert.Equal((answer.Text("id") + ".1", "test", "quick", Desk.Id, null), (mail.MailId, mail.Template, mail.Realm, mail.AccountId, mail.ChallengeId));
        var seal = new SealedMail(_app.Services.GetRequiredService<DirectoryKeys>().Mail);
        Assert.Equal((Address, "en"), seal.OpenRecipient(mail.Recipient, mail.Realm, mail.AccountId) is var to ? (to.Address, to.Locale) : default);
        Assert.NotEqual(0, seal.OpenContent(mail.Content, mail.Realm, answer.Text("id")).At);
        var told = Assert.Single(await EventsAsync());
        Assert.Equal(("mail-test.requested", Desk.Id, "quick", answer.Text("id")), (told.Type, told.RelyingParty, told.Realm, told.Reason));
        Assert.DoesNotContain(Address, _app.Logs.All, StringComparison.Ordinal);
        Assert.False(await _app.InDatabaseAsync(db => db.Outbox.AnyAsync(row => row.Payload.Contains(Address))));
    }

    [Theory]
    [InlineData("handed-over", "250 2.0.0", "mail-test.delivered", "250 2.0.0")]
    [InlineData("failed", "550 5.1.1", "mail-test.failed", "550 5.1.1")]
    [InlineData("expired", null, "mail-test.failed", "expired")]
    public async Task WhatBecameOfItIsOnRecordOnceAndWithTheOperator(string state, string? reply, string type, string said)
    {
        var id = (await Desk.PostAsync(Path, Body())).Expect(HttpStatusCode.Accepted).Text("id");
        var delivery = new MailDelivery
        {
            MailId = id + ".1",
            Realm = "quick",
            AccountId = Desk.Id,
            State = state,
            At = Told.At,
            Attempts = 1,
            SmtpReply = reply,
        };

        await TellAsync(delivery with { State = "deferred" });
        await TellAsync(delivery);

        var told = Assert.Single(await EventsAsync(), told => told.Type != "mail-test.requested");
        Assert.Equal((type, Desk.Id, "quick", $"{id} {said}"), (told.Type, told.RelyingParty, told.Realm, told.Reason));
        await _app.RecordAsync(told);
        await TellAsync(delivery);
        Assert.Single(await EventsAsync(), told => told.Type == type);
    }

    [Fact]
    public async Task OutcomesOfOtherMailsAreNothingHere()
    {
        await TellAsync(new MailDelivery { MailId = "chl_a.1", Realm = "quick", AccountId = "acc_a", State = "failed", At = Told.At, Attempts = 1 });

        Assert.Empty(await EventsAsync());
    }

    [Fact]
    public async Task AfterFiveInAMinuteTheOperatorWaitsAndAnotherDoesNot()
    {
        for (var n = 0; n < MailTestQuota.Most; n++)
            (await Desk.PostAsync(Path, Body())).Expect(HttpStatusCode.Accepted);

        var refused = (await Desk.PostAsync(Path, Body())).Expect(429, "mail-quota");

        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        Assert.Equal(MailTestQuota.Most, (await MailsAsync()).Count);
        (await _app.Client("operator-2").PostAsync(Path, Body())).Expect(HttpStatusCode.Accepted);
    }

    [Theory]
    [InlineData("/realm", null, Address, null)]
    [InlineData("/to", "quick", null, null)]
    [InlineData("/to", "quick", "a@b.org, c@d.org", null)]
    [InlineData("/to", "quick", "Postmaster <a@b.org>", null)]
    [InlineData("/locale", "quick", Address, "xx")]
    public async Task WhatIsWrongIsNamedAndNothingIsSent(string pointer, string? realm, string? to, string? locale)
    {
        var refused = (await Desk.PostAsync(Path, new JsonObject { ["realm"] = realm, ["to"] = to, ["locale"] = locale })).Expect(400, "invalid-request");

        Assert.Equal(pointer, Assert.Single(refused.Body!["errors"]!.AsArray())!["pointer"]!.GetValue<string>());
        Assert.Empty(await MailsAsync());
    }

    [Fact]
    public async Task OnlyAnOperatorOfTheRealmSends()
    {
        foreach (var client in new[] { "main", "auditor" })
            (await _app.Client(client).PostAsync(Path, Body())).Expect(403, "forbidden");
        (await Desk.PostAsync(Path, Body("not-deployed"))).Expect(404, "not-found");

        Assert.Empty(await MailsAsync());
    }

    private RelyingParty? _desk;

    private RelyingParty Desk => _desk ??= _app.Client("operator");

    private static JsonObject Body(string realm = "quick") => new() { ["realm"] = realm, ["to"] = Address };

    private async Task TellAsync(MailDelivery delivery)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<RecordTestMail>().RecordAsync(delivery, TestContext.Current.CancellationToken);
    }

    private Task<List<SendMail>> MailsAsync() => RowsAsync(nameof(SendMail), json => JsonSerializer.Deserialize(json, ContractsJson.Default.SendMail)!);

    private async Task<List<AuditEvent>> EventsAsync() =>
        (await RowsAsync(nameof(AuditEvent), json => JsonSerializer.Deserialize(json, ContractsJson.Default.AuditEvent)!))
            .FindAll(told => told.Type.StartsWith("mail-test.", StringComparison.Ordinal));

    private Task<List<T>> RowsAsync<T>(string name, Func<string, T> read) => _app.InDatabaseAsync(async db =>
        (await db.Outbox.Where(row => row.Target == OutboxRow.Bus && row.Path == name).OrderBy(row => row.Id).Select(row => row.Payload).ToListAsync()).ConvertAll(json => read(json)));
}
