using System.Net;
using System.Text.Json.Nodes;
using Mfa.Directories.Tests.Service;
using Mfa.InternalApi;
using Mfa.Outboxes;
using Mfa.Testing;
using Microsoft.EntityFrameworkCore;
using static Mfa.Directories.Tests.CreateAccountTests;

namespace Mfa.Directories.Tests;

public sealed class SwitchRelyingPartyTests(DirectoryApp app)
{
    [Fact]
    public async Task ADisabledClientIsRefusedAtOnceAndAnEnabledOneIsNot()
    {
        var client = await app.MakeRelyingPartyAsync("quick");
        var party = app.As(client);
        (await party.PostAsync("/v1/accounts", Ask.Account())).Expect(HttpStatusCode.Created);
        var disabled = (await SwitchAsync(client, "/disable", """{"reason":"contract ended"}""")).Expect(HttpStatusCode.OK);
        Assert.Equal(("disabled", 2), (disabled.Text("status"), disabled.Number("clientVersion")));
        (await party.PostAsync("/v1/accounts", Ask.Account())).Expect(401, "unauthorized");
        (await party.RequestTokenAsync()).Expect(HttpStatusCode.Unauthorized);
        Assert.Equal(2, app.Neighbours.Told.Count(told => told.Path == DirectoryClient.RelyingPartyPath(client.Id) && told.Body.Contains("\"disabled\"", StringComparison.Ordinal)));

        Assert.Equal(2, (await SwitchAsync(client, "/disable")).Expect(HttpStatusCode.OK).Number("clientVersion"));
        Assert.Equal("active", (await SwitchAsync(client, "/enable")).Expect(HttpStatusCode.OK).Text("status"));
        (await app.As(client).PostAsync("/v1/accounts", Ask.Account())).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task WhoDidItAndWhyIsOnRecord()
    {
        var client = await app.MakeRelyingPartyAsync("quick");
        (await SwitchAsync(client, "/disable", """{"reason":"contract ended"}""")).Expect(HttpStatusCode.OK);
        var row = JsonNode.Parse(await app.InDatabaseAsync(db => db.Outbox.Where(row =>
            row.Target == OutboxRow.Bus && row.Payload.Contains(client.Id) && row.Payload.Contains("relying-party.disabled")).Select(row => row.Payload).SingleAsync()))!;
        Assert.Equal(
            (app.Client("operator").Id, client.Id, "contract ended", "quick"),
            (row["relyingParty"]!.GetValue<string>(), row["subject"]!.GetValue<string>(), row["reason"]!.GetValue<string>(), row["realm"]!.GetValue<string>()));
    }

    [Fact]
    public async Task NobodyDisablesThemselvesAndAuditorsNobody()
    {
        var mine = await app.MakeOperatorAsync();
        (await app.As(mine).PostAsync($"/v1/relying-parties/{mine.Id}/disable")).Expect(403, "forbidden");
        (await app.Client("auditor").PostAsync($"/v1/relying-parties/{mine.Id}/disable")).Expect(403, "forbidden");
        (await app.As(mine).PostAsync($"/v1/relying-parties/{app.Main.Id}/disable")).Expect(404, "not-found");
        (await app.As(mine).GetAsync("/v1/realms/quick")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task AReasonIsOneLine() => AssertPointer("/reason", await SwitchAsync(await app.MakeRelyingPartyAsync("quick"), "/disable", """{"reason":"a\nb"}"""));

    private Task<Answer> SwitchAsync(TestClient client, string word, string? json = null) =>
        app.Client("operator").SendAsync(HttpMethod.Post, $"/v1/relying-parties/{client.Id}{word}", json);
}
