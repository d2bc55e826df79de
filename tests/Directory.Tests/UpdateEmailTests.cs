using System.Net;
using System.Text.Json.Nodes;
using Mfa.Bus.Mail;
using Mfa.Contracts;
using Mfa.Directories.Tests.Service;
using Mfa.InternalApi;
using Mfa.Outboxes;
using Mfa.ServiceDefaults.Problems;
using Mfa.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Person = Mfa.Testing.Person;

namespace Mfa.Directories.Tests;

/// <summary>UpdateAccount with an address, and ConfirmEmail.</summary>
public sealed class UpdateEmailTests(DirectoryApp app)
{
    private const string Old = "anna@example.hu";
    private const string New = "anna.new@example.org";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task APasswordAloneNeverChangesAnAddress(bool owed)
    {
        var person = await app.RegisterWithAddressAsync(Old);
        app.Neighbours.Summaries[person.AccountId] = new FactorSummary(1, null, 0, owed, 0, []);
        (await PatchAsync(person, New)).Expect(403, "step-up-required");
        (await PatchAsync(person, New, app.Session(person, "pwd"))).Expect(403, "step-up-required");
        (await PatchAsync(person, New, app.Session(person, "rc"))).Expect(403, "step-up-required");
        (await PatchAsync(person, Old)).Expect(403, "step-up-required");
        (await PatchAsync(person, New, "none")).Expect(422, "invalid-token");
        (await PatchAsync(person, New, stepUp: "none")).Expect(422, "invalid-token");
        (await PatchAsync(person, New, "none", app.Session(person, "pwd", "totp"))).Expect(422, "invalid-token");
        Assert.Empty(app.Neighbours.Mail.Of(person.AccountId));
        Assert.Null((await ReadAsync(person)).Body!["pendingEmail"]);
    }

    [Theory]
    [InlineData("sc", null, true)]
    [InlineData("pwd", "totp", true)]
    [InlineData("pwd", "recovery", true)]
    [InlineData("pwd", "email", false)]
    public async Task AStepUpOrASignatureMailsACodeAndChangesNothingYet(string method, string? factor, bool rebinds)
    {
        var person = await app.RegisterWithAddressAsync(Old);
        var token = app.Session(person, method, factor);
        var patched = (await (factor is null ? PatchAsync(person, New, token) : PatchAsync(person, New, stepUp: token))).Expect(HttpStatusCode.OK);
        Assert.Equal((Old, "a…@e….org", 5), (patched.Text("email"), patched.Body!["pendingEmail"]!["hint"]!.GetValue<string>(), patched.Body["pendingEmail"]!["attemptsRemaining"]!.GetValue<int>()));
        var order = Assert.Single(app.Neighbours.Mail.Of(person.AccountId)).Order;
        Assert.Equal((New, app.Neighbours.Sessions[token], rebinds), (order.Mailbox.Address, order.Session, order.Rebinds));
        var card = (await app.InsideAsync(HttpMethod.Get, $"/internal/accounts/{person.AccountId}?realm=quick")).Expect(HttpStatusCode.OK);
        Assert.Equal((Old, 1), (card.Text("email"), card.Number("version")));
        Assert.Null((await app.Client("other").GetAsync($"/v1/accounts/{person.AccountId}")).Body!["pendingEmail"]);
        Assert.Empty(await RowsAsync(person, nameof(SendMail)));
    }

    [Fact]
    public async Task TheConfirmedAddressEndsEveryOtherSessionAndTheOldOneIsTold()
    {
        var person = await app.RegisterWithAddressAsync(Old);
        var token = app.Session(person, "pwd", "totp");
        (await PatchAsync(person, New, stepUp: token)).Expect(HttpStatusCode.OK);
        var confirmed = (await ConfirmAsync(person)).Expect(HttpStatusCode.OK);
        Assert.Equal((New, true), (confirmed.Text("email"), confirmed.Body!["emailVerified"]!.GetValue<bool>()));
        Assert.NotEqual(confirmed.Text("createdAt"), confirmed.Text("securityChangedAt"));
        var sid = app.Neighbours.Sessions[token].Id;
        Assert.Equal($$"""{"realm":"quick","number":2,"by":"{{sid}}"}""",
            Assert.Single(app.Neighbours.Told, told => told.Path == ChallengeClient.AccountVersionPath(person.AccountId)).Body);
        await UntilAsync(() => app.Neighbours.Told.Any(told => told.Path == EnrollmentClient.AddressPath(person.AccountId)));
        var news = JsonNode.Parse(app.Neighbours.Told.First(told => told.Path == EnrollmentClient.AddressPath(person.AccountId)).Body)!;
        Assert.Equal(("quick", "a…@e….org", 2), (news["realm"]!.GetValue<string>(), news["hint"]!.GetValue<string>(), news["version"]!.GetValue<int>()));

        var happened = Assert.Single(await RowsAsync(person, nameof(AuditEvent)), row => row["type"]!.GetValue<string>() == "email.changed");
        var mail = (await RowsAsync(person, nameof(SendMail)))[0];
        Assert.Equal((happened["id"]!.GetValue<string>() + ".1", "address-changed"), (mail["mailId"]!.GetValue<string>(), mail["template"]!.GetValue<string>()));
        var sealedMail = new SealedMail(app.Services.GetRequiredService<DirectoryKeys>().Mail);
        var recipient = sealedMail.OpenRecipient(mail["recipient"]!.GetValue<string>(), "quick", person.AccountId);
        Assert.Equal(new MailRecipient(Old, "Anna", "en", person.Identifier), recipient);
        Assert.Equal(happened["at"]!.GetValue<long>(), sealedMail.OpenContent(mail["content"]!.GetValue<string>(), "quick", happened["id"]!.GetValue<string>()).At);
    }

    [Fact]
    public async Task NoAddressIsReadableInTheOutbox()
    {
        var person = await app.RegisterWithAddressAsync("planted.old@example.hu");
        (await PatchAsync(person, "planted.new@example.org", stepUp: app.Session(person, "pwd", "totp"))).Expect(HttpStatusCode.OK);
        (await ConfirmAsync(person)).Expect(HttpStatusCode.OK);
        async Task<bool> FoundAsync(string text) => await app.InDatabaseAsync(db => db.Outbox.AnyAsync(row => (row.Path + row.Payload).Contains(text)));
        Assert.False(await FoundAsync("planted."));
        Assert.False(await FoundAsync("@example."));
        await app.InDatabaseAsync(db =>
        {
            db.Add(OutboxRow.ForBus("control", new MailDelivery { MailId = "planted.control@example.hu", Realm = "", AccountId = "", State = "", At = 0, Attempts = 0 },
                ContractsJson.Default.MailDelivery, TimeProvider.System));
            return db.SaveChangesAsync();
        });
        Assert.True(await FoundAsync("planted."));
        await app.InDatabaseAsync(db => db.Outbox.Where(row => row.Path == "control").ExecuteDeleteAsync());
        Assert.DoesNotContain("planted.", app.Logs.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OfManyConfirmationsAtOnceOneChanges()
    {
        var person = await app.RegisterWithAddressAsync(Old);
        (await PatchAsync(person, New, stepUp: app.Session(person, "pwd", "totp"))).Expect(HttpStatusCode.OK);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ConfirmAsync(person)));
        Assert.All(answers, answer => answer.Expect(HttpStatusCode.OK));
        Assert.Equal(2, (await app.InsideAsync(HttpMethod.Get, $"/internal/accounts/{person.AccountId}?realm=quick")).Number("version"));
        Assert.Equal(["address-changed", "address-confirmed"], (await RowsAsync(person, nameof(SendMail))).ConvertAll(row => row["template"]!.GetValue<string>()));
        Assert.Single(await RowsAsync(person, nameof(AuditEvent)), row => row["type"]!.GetValue<string>() == "email.changed");
    }

    [Fact]
    public async Task AFirstAddressIsConfirmedAndNobodyIsWrittenTo()
    {
        var person = await app.Main.RegisterAsync();
        (await PatchAsync(person, New, app.Session(person, "sc"))).Expect(HttpStatusCode.OK);
        Assert.Null((await ConfirmAsync(person)).Expect(HttpStatusCode.OK).Body!["pendingEmail"]);
        Assert.Empty(await RowsAsync(person, nameof(SendMail)));
        Assert.Contains("email.confirmed", (await RowsAsync(person, nameof(AuditEvent))).Select(row => row["type"]!.GetValue<string>()));
    }

    [Fact]
    public async Task TheNewestAddressWins()
    {
        var person = await app.RegisterWithAddressAsync(Old);
        var token = app.Session(person, "pwd", "totp");
        (await PatchAsync(person, "first@example.org", stepUp: token)).Expect(HttpStatusCode.OK);
        var first = app.Neighbours.Mail.Last(person.AccountId);
        (await PatchAsync(person, "second@example.org", stepUp: token)).Expect(HttpStatusCode.OK);
        Assert.Equal("canceled", first.Status);
        Assert.Equal("second@example.org", (await ConfirmAsync(person)).Expect(HttpStatusCode.OK).Text("email"));
    }

    [Fact]
    public async Task AnApprovalOfASupersededAddressChangesNothing()
    {
        var person = await app.RegisterWithAddressAsync(Old);
        var token = app.Session(person, "pwd", "totp");
        (await PatchAsync(person, "first@example.org", stepUp: token)).Expect(HttpStatusCode.OK);
        app.Neighbours.Mail.Meanwhile[app.Neighbours.Mail.Last(person.AccountId).Order.ChallengeId] =
            async () => (await PatchAsync(person, "second@example.org", stepUp: token)).Expect(HttpStatusCode.OK);
        (await ConfirmAsync(person)).Expect(410, "challenge-over");
        Assert.Equal(Old, (await ReadAsync(person)).Text("email"));
        Assert.Equal("second@example.org", (await ConfirmAsync(person)).Expect(HttpStatusCode.OK).Text("email"));
    }

    [Fact]
    public async Task TheAccountsOwnAddressTakesBackWhatWaits()
    {
        var person = await app.RegisterWithAddressAsync(Old);
        var token = app.Session(person, "pwd", "totp");
        (await PatchAsync(person, New, stepUp: token)).Expect(HttpStatusCode.OK);
        var same = (await PatchAsync(person, "anna@EXAMPLE.hu", stepUp: token)).Expect(HttpStatusCode.OK);
        Assert.Equal((Old, null), (same.Text("email"), same.Body!["pendingEmail"]));
        Assert.Equal("canceled", Assert.Single(app.Neighbours.Mail.Of(person.AccountId)).Status);
        (await ConfirmAsync(person)).Expect(410, "challenge-over");
    }

    [Fact]
    public async Task ASessionThatAnotherChangeEndedConfirmsNothing()
    {
        var person = await app.RegisterWithAddressAsync(Old);
        (await PatchAsync(person, New, stepUp: app.Session(person, "pwd", "totp"))).Expect(HttpStatusCode.OK);
        (await app.Main.ChangePasswordAsync(person.AccountId, "a bright morning", RelyingParty.Password)).Expect(HttpStatusCode.NoContent);
        (await ConfirmAsync(person)).Expect(422, "invalid-token");
        Assert.Equal(Old, (await ReadAsync(person)).Text("email"));
        (await PatchAsync(person, New, stepUp: app.Session(person, "pwd", "totp"))).Expect(422, "invalid-token");
    }

    [Fact]
    public async Task AWrongCodeIsCountedAndOneOfAnotherFormIsNot()
    {
        var person = await app.RegisterWithAddressAsync(Old);
        (await PatchAsync(person, New, stepUp: app.Session(person, "pwd", "totp"))).Expect(HttpStatusCode.OK);
        foreach (var malformed in new[] { "12345", "1234567", "12345a", "١٢٣٤٥٦", "042917\n", "" })
            CreateAccountTests.AssertPointer("/code", await ConfirmAsync(person, malformed));
        Assert.Equal(4, (await ConfirmAsync(person, MailProofs.WrongCode)).Expect(422, "invalid-code").Number("attemptsRemaining"));
        Assert.Equal(4, (await ReadAsync(person)).Body!["pendingEmail"]!["attemptsRemaining"]!.GetValue<int>());
        (await ConfirmAsync(person)).Expect(HttpStatusCode.OK);
        (await ConfirmAsync(person)).Expect(HttpStatusCode.OK);
        (await ConfirmAsync(person, MailProofs.WrongCode)).Expect(410, "challenge-over");
    }

    [Fact]
    public async Task WhatChallengeForgotIsOver()
    {
        var person = await app.RegisterWithAddressAsync(Old);
        (await PatchAsync(person, New, stepUp: app.Session(person, "pwd", "totp"))).Expect(HttpStatusCode.OK);
        app.Neighbours.Mail.Known.TryRemove(app.Neighbours.Mail.Last(person.AccountId).Order.ChallengeId, out _);
        var pending = (await ReadAsync(person)).Body!["pendingEmail"]!;
        Assert.Equal((0, null, null), (pending["attemptsRemaining"]!.GetValue<int>(), pending["resendAvailableAt"], pending["delivery"]));
        (await ConfirmAsync(person)).Expect(410, "challenge-over");
        (await app.Main.PostAsync($"/v1/accounts/{person.AccountId}/email/resend")).Expect(410, "challenge-over");
    }

    [Fact]
    public async Task TheTagFollowsTheMail()
    {
        var person = await app.RegisterWithAddressAsync(Old);
        (await PatchAsync(person, New, stepUp: app.Session(person, "pwd", "totp"))).Expect(HttpStatusCode.OK);
        var tag = (await ReadAsync(person)).Headers.ETag;
        Assert.Equal(tag, (await ReadAsync(person)).Headers.ETag);
        (await app.Main.PostAsync($"/v1/accounts/{person.AccountId}/email/resend")).Expect(HttpStatusCode.Accepted);
        Assert.NotEqual(tag, (await ReadAsync(person)).Headers.ETag);
    }

    [Fact]
    public async Task ARefusedOrderLeavesNothingThatWaits()
    {
        await using var own = new DirectoryApp();
        await own.InitializeAsync();
        var person = await own.RegisterWithAddressAsync(Old);
        own.Neighbours.Mail.Refusal = new Problem(ProblemKind.MailQuota, "Too many.") { RetryAfter = TimeSpan.FromSeconds(60) };
        var body = new JsonObject { ["email"] = New }.ToJsonString();
        var path = $"/v1/accounts/{person.AccountId}";
        Assert.Equal(TimeSpan.FromSeconds(60),
            (await own.Main.SendAsync(HttpMethod.Patch, path, body, own.Session(person, "pwd", "totp"))).Expect(429, "mail-quota").Headers.RetryAfter!.Delta);
        Assert.Null((await own.Main.GetAsync(path)).Body!["pendingEmail"]);
        own.Neighbours.Mail.Refusal = null;
        own.Neighbours.Broken = "/internal/mail-proofs";
        (await own.Main.SendAsync(HttpMethod.Patch, path, body, own.Session(person, "pwd", "totp"))).Expect(503, "dependency-unavailable");
        own.Neighbours.Broken = null;
        (await own.Main.PostAsync($"{path}/email/resend")).Expect(HttpStatusCode.Accepted);
        Assert.Equal(New, Assert.Single(own.Neighbours.Mail.Of(person.AccountId)).Order.Mailbox.Address);
    }

    [Fact]
    public async Task WithoutChallengesWordTheChangeIsDoneButNotToldAndTheSameCodeTellsItAgain()
    {
        await using var own = new DirectoryApp();
        await own.InitializeAsync();
        var person = await own.RegisterWithAddressAsync(Old);
        var path = $"/v1/accounts/{person.AccountId}";
        (await own.Main.SendAsync(HttpMethod.Patch, path, new JsonObject { ["email"] = New }.ToJsonString(), own.Session(person, "pwd", "totp"))).Expect(HttpStatusCode.OK);
        own.Neighbours.Broken = ChallengeClient.AccountVersionPath(person.AccountId);
        var code = new JsonObject { ["code"] = MailProofs.Code };
        (await own.Main.PostAsync(path + "/email/confirm", code)).Expect(503, "dependency-unavailable");
        (await own.Main.PostAsync(path + "/email/confirm", code)).Expect(503, "dependency-unavailable");
        Assert.Equal(New, (await own.Main.GetAsync(path)).Text("email"));
        own.Neighbours.Broken = null;
        Assert.Equal(New, (await own.Main.PostAsync(path + "/email/confirm", code)).Expect(HttpStatusCode.OK).Text("email"));
        Assert.False(await own.InDatabaseAsync(db => db.Outbox.AnyAsync(row => row.Target == "challenge" && row.Path.Contains(person.AccountId))));
    }

    [Fact]
    public async Task ALockedAccountChangesNoAddress()
    {
        var person = await app.RegisterWithAddressAsync(Old);
        await app.LockAsync(person);
        (await PatchAsync(person, New, stepUp: app.Session(person, "pwd", "totp"))).Expect(403, "account-locked");
    }

    [Theory]
    [InlineData("anna@example.hu\r\nBcc: bela@example.hu")]
    [InlineData("\"a\r\nRCPT TO:<x@evil.hu>\"@example.hu")]
    [InlineData("anna@example.hu\n")]
    [InlineData("anna@example.hu\u2028Bcc: b@example.hu")]
    [InlineData("anna@example.hu, bela@example.hu")]
    [InlineData("friends: anna@example.hu;")]
    [InlineData("\"anna\"@example.hu")]
    [InlineData("anna(home)@example.hu")]
    [InlineData("аnna@example.hu")]
    [InlineData("anna＠example.hu")]
    [InlineData("anna@ｅxample.hu")]
    [InlineData("anna@example。hu")]
    public async Task AnythingButOnePlainAddressIsRefusedAndNotEchoed(string address)
    {
        var person = await app.RegisterWithAddressAsync(Old);
        var patched = await PatchAsync(person, address, stepUp: app.Session(person, "pwd", "totp"));
        CreateAccountTests.AssertPointer("/email", patched);
        var body = Ask.Account();
        body["email"] = address;
        var created = await app.Main.PostAsync("/v1/accounts", body);
        CreateAccountTests.AssertPointer("/email", created);
        Assert.DoesNotContain("example", patched.Content + created.Content, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(app.Neighbours.Mail.Of(person.AccountId));
    }

    [Theory]
    [InlineData("Anna\r\nBcc: b@example.hu")]
    [InlineData("Anna\u2028Bcc: b@example.hu")]
    public async Task ANameIsOfOneLine(string name)
    {
        var person = await app.Main.RegisterAsync();
        CreateAccountTests.AssertPointer("/displayName",
            await app.Main.SendAsync(HttpMethod.Patch, $"/v1/accounts/{person.AccountId}", new JsonObject { ["displayName"] = name }.ToJsonString()));
        var body = Ask.Account();
        body["displayName"] = name;
        CreateAccountTests.AssertPointer("/displayName", await app.Main.PostAsync("/v1/accounts", body));
    }

    private Task<Answer> PatchAsync(Person person, string address, string? signInToken = null, string? stepUp = null)
    {
        var body = new JsonObject { ["email"] = address };
        if (signInToken is not null)
            body["signInToken"] = signInToken;
        return app.Main.SendAsync(HttpMethod.Patch, $"/v1/accounts/{person.AccountId}", body.ToJsonString(), stepUp);
    }

    private Task<Answer> ConfirmAsync(Person person, string code = MailProofs.Code) =>
        app.Main.PostAsync($"/v1/accounts/{person.AccountId}/email/confirm", new JsonObject { ["code"] = code });

    private Task<Answer> ReadAsync(Person person) => app.Main.GetAsync($"/v1/accounts/{person.AccountId}");

    private Task<List<JsonNode>> RowsAsync(Person person, string name) => app.InDatabaseAsync(async db =>
    {
        var rows = await db.Outbox.Where(row => row.Target == OutboxRow.Bus && row.Path == name && row.Payload.Contains(person.AccountId)).OrderBy(row => row.Id).ToListAsync();
        return rows.ConvertAll(row => JsonNode.Parse(row.Payload)!);
    });

    private static async Task UntilAsync(Func<bool> happened)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        while (!happened())
            await Task.Delay(25, limit.Token);
    }
}
