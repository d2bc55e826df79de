using System.Net;
using System.Text.Json.Nodes;
using Mfa.Directories.Tests.Service;
using Mfa.Outboxes;
using Microsoft.EntityFrameworkCore;
using RelyingParty = Mfa.Testing.RelyingParty;

namespace Mfa.Directories.Tests;

/// <summary>What happened is on its way to the audit log with the change itself, in ids; nothing a person typed is anywhere else than it must be.</summary>
public sealed class AuditTests(DirectoryApp app)
{
    [Fact]
    public async Task EachChangeAndEachAttemptIsOnRecord()
    {
        var person = await app.Main.RegisterAsync();
        await app.Main.SendAsync(HttpMethod.Patch, $"/v1/accounts/{person.AccountId}", """{"displayName":"New"}""");
        await app.Main.SignInAsync(person);
        await app.Main.SignInAsync(person, "a wrong password");
        (await app.Main.ChangePasswordAsync(person.AccountId, "a bright morning", RelyingParty.Password)).Expect(HttpStatusCode.NoContent);
        var events = await EventsAsync(person.AccountId);
        Assert.Equal(
            ["account.created", "account.updated", "sign-in.succeeded", "sign-in.failed", "password-check.succeeded", "password.changed"],
            events.Select(row => row["type"]!.GetValue<string>()));
        Assert.All(events, row =>
        {
            Assert.Equal(("quick", app.Main.Id), (row["realm"]!.GetValue<string>(), row["relyingParty"]!.GetValue<string>()));
            Assert.Matches("^evt_[a-z2-7]{26}$", row["id"]!.GetValue<string>());
        });
    }

    [Fact]
    public async Task NothingAPersonTypedIsInAMessageOrALog()
    {
        const string Wrong = "a wrong password of mine";
        var body = Ask.Account("quick", "Canary." + Ask.NewUsername());
        var identifier = body["identifiers"]![0]!["value"]!.GetValue<string>();
        body["email"] = "canary.anna@example.hu";
        body["displayName"] = "Canary Anna";
        body["password"] = "canary of a quiet river";
        var created = (await app.Main.PostAsync("/v1/accounts", body, idempotencyKey: "canary-key-" + identifier)).Expect(HttpStatusCode.Created);
        (await app.Main.PostAsync($"/v1/accounts/{created.Text("id")}/email/confirm", new JsonObject { ["code"] = MailProofs.Code })).Expect(HttpStatusCode.OK);
        var token = (await app.Main.TryAsync("quick", identifier, "canary of a quiet river")).Expect(HttpStatusCode.OK).Text("signInToken");
        (await app.Main.TryAsync("quick", identifier, Wrong)).Expect(422, "invalid-credentials");
        (await app.Main.TryAsync("quick", "canary.unknown", Wrong)).Expect(422, "invalid-credentials");
        (await app.Main.ChangePasswordAsync(created.Text("id"), "canary of a bright morning", "canary of a quiet river")).Expect(HttpStatusCode.NoContent);

        var messages = await app.InDatabaseAsync(db => db.Outbox.Select(row => row.Path + row.Payload + row.TraceParent).ToListAsync());
        var everything = string.Join('\n', messages) + app.Logs.All;
        foreach (var typed in new[] { "canary", Wrong, token, await app.Main.TokenAsync() })
            Assert.DoesNotContain(typed, everything, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task NoPasswordAndNoIdempotencyKeyIsInTheDatabase()
    {
        var body = Ask.Account();
        body["password"] = "sunken of a quiet river";
        (await app.Main.PostAsync("/v1/accounts", body, idempotencyKey: "sunken-key-" + Ask.NewUsername())).Expect(HttpStatusCode.Created);
        Assert.False(await app.Database.FilesContainAsync("sunken"));
        Assert.True(await app.Database.FilesContainAsync(body["identifiers"]![0]!["value"]!.GetValue<string>()), "The search finds what is there.");
    }

    private Task<List<JsonNode>> EventsAsync(string account) => app.InDatabaseAsync(async db =>
    {
        var rows = await db.Outbox.Where(row => row.Target == OutboxRow.Bus && row.Payload.Contains(account)).OrderBy(row => row.Id).ToListAsync();
        return rows.ConvertAll(row => JsonNode.Parse(row.Payload)!);
    });
}
