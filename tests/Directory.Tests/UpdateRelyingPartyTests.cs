using System.Net;
using System.Text.Json.Nodes;
using Mfa.Directories.Tests.Service;
using Mfa.InternalApi;
using Mfa.Outboxes;
using Mfa.Testing;
using Microsoft.EntityFrameworkCore;
using static Mfa.Directories.Tests.CreateAccountTests;

namespace Mfa.Directories.Tests;

public sealed class UpdateRelyingPartyTests(DirectoryApp app)
{
    private const string Path = "/v1/relying-parties";

    private Mfa.Testing.RelyingParty Operator => app.Client("operator");

    [Fact]
    public async Task AChangeIsTheRecordsAndEndsTheClientsTokens()
    {
        var client = await app.MakeRelyingPartyAsync("quick");
        var party = app.As(client);
        (await party.PostAsync("/v1/accounts", Ask.Account())).Expect(HttpStatusCode.Created);
        var changed = (await PatchAsync(client.Id, """{"name":"New","mayVouchForEmail":true,"scopes":["mfa.directory"],"realms":["quick","mailed"]}""")).Expect(HttpStatusCode.OK);
        Assert.Equal(("New", true, 2), (changed.Text("name"), changed.Body!["mayVouchForEmail"]!.GetValue<bool>(), changed.Number("clientVersion")));
        Assert.Equal("""["quick","mailed"]""", changed.Body["realms"]!.ToJsonString());
        (await party.PostAsync("/v1/accounts", Ask.Account())).Expect(401, "unauthorized");
        (await app.As(client).PostAsync("/v1/accounts", Ask.Account("mailed"))).Expect(HttpStatusCode.Created);
        var told = app.Neighbours.Told.Where(told => told.Path == DirectoryClient.RelyingPartyPath(client.Id)).Select(told => JsonNode.Parse(told.Body)!["clientVersion"]!.GetValue<int>());
        Assert.Equal([1, 1, 2, 2], told.Order());
    }

    [Fact]
    public async Task ARealmThatIsLeftIsToldToo()
    {
        var client = await app.MakeRelyingPartyAsync("quick", "mailed");
        (await PatchAsync(client.Id, """{"realms":["quick"]}""")).Expect(HttpStatusCode.OK);
        var rows = await app.InDatabaseAsync(db => db.Outbox.Where(row => row.Target == OutboxRow.Bus && row.Payload.Contains(client.Id) && row.Payload.Contains("relying-party.changed"))
            .Select(row => row.Payload).ToListAsync());
        Assert.Equal(["mailed", "quick"], rows.Select(row => JsonNode.Parse(row)!["realm"]!.GetValue<string>()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task TheSameAgainChangesNothing()
    {
        var client = await app.MakeRelyingPartyAsync("quick");
        Assert.Equal(1, (await PatchAsync(client.Id, "{}")).Expect(HttpStatusCode.OK).Number("clientVersion"));
        Assert.Equal(1, (await PatchAsync(client.Id, """{"scopes":["mfa.challenge","mfa.directory"]}""")).Expect(HttpStatusCode.OK).Number("clientVersion"));
    }

    [Fact]
    public async Task OthersRealmsAndClientsAreNotFound()
    {
        var narrow = app.As(await app.MakeOperatorAsync());
        var (mine, shared) = (await app.MakeRelyingPartyAsync("quick"), await app.MakeRelyingPartyAsync("quick", "mailed"));
        (await narrow.SendAsync(HttpMethod.Patch, $"{Path}/{shared.Id}", """{"name":"Mine"}""")).Expect(404, "not-found");
        (await narrow.SendAsync(HttpMethod.Patch, $"{Path}/{mine.Id}", """{"realms":["quick","mailed"]}""")).Expect(404, "not-found");
        (await narrow.SendAsync(HttpMethod.Patch, $"{Path}/{mine.Id}", """{"name":"Mine"}""")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task AnAuditorChangesNothing() =>
        (await app.Client("auditor").SendAsync(HttpMethod.Patch, $"{Path}/{app.Main.Id}", """{"name":"Mine"}""")).Expect(403, "forbidden");

    [Fact]
    public async Task NobodyChangesTheirOwnScopesAndNobodyBecomesTheOther()
    {
        var mine = await app.MakeOperatorAsync();
        (await app.As(mine).SendAsync(HttpMethod.Patch, $"{Path}/{mine.Id}", """{"scopes":["mfa.operate","mfa.audit"]}""")).Expect(403, "forbidden");
        AssertPointer("/scopes", await PatchAsync(mine.Id, """{"scopes":["mfa.directory"]}"""));
        AssertPointer("/scopes", await PatchAsync((await app.MakeRelyingPartyAsync("quick")).Id, """{"scopes":["mfa.operate"]}"""));
        (await PatchAsync(mine.Id, """{"scopes":["mfa.audit"]}""")).Expect(HttpStatusCode.OK);
        (await app.As(mine).PostAsync(Path, Operators.RelyingParty())).Expect(403, "forbidden");
    }

    [Theory]
    [InlineData("""{"name":""}""", "/name")]
    [InlineData("""{"realms":[]}""", "/realms")]
    [InlineData("""{"policy":{"factors":["sms"]}}""", "/policy/factors")]
    [InlineData("""{"services":[{"key":"a","names":{"hu":"x"}}]}""", "/services/0/names")]
    [InlineData("""{"realms":["idnp"],"services":[{"key":"a","names":{"xx":"x"}}]}""", "/services/0/names")]
    [InlineData("""{"jwks":{"keys":[{"kty":"oct"}]}}""", "/jwks/keys/0")]
    [InlineData("""{"status":"disabled"}""", "/status")]
    [InlineData("""{"clientVersion":1}""", "/clientVersion")]
    public async Task AWrongPatchChangesNothing(string json, string pointer)
    {
        var client = await app.MakeRelyingPartyAsync("quick");
        AssertPointer(pointer, await PatchAsync(client.Id, json));
        Assert.Equal(1, (await Operator.GetAsync($"{Path}/{client.Id}")).Number("clientVersion"));
    }

    [Fact]
    public async Task AnOperatorAlwaysHasAKeyAndANewOneTakesThePlaceOfTheOld()
    {
        var client = await app.MakeOperatorAsync();
        AssertPointer("/jwks", await PatchAsync(client.Id, """{"jwks":{"keys":[]}}"""));
        AssertPointer("/services", await PatchAsync(client.Id, """{"services":[{"key":"a","names":{"en":"x"}}]}"""));
        AssertPointer("/mayVouchForEmail", await PatchAsync(client.Id, """{"mayVouchForEmail":true}"""));
        var next = TestClient.WithKey(client.Name, "mfa.operate") with { Id = client.Id, Realms = ["quick"] };
        (await PatchAsync(client.Id, new JsonObject { ["jwks"] = new JsonObject { ["keys"] = new JsonArray(next.Jwk) } }.ToJsonString())).Expect(HttpStatusCode.OK);
        (await app.As(client).RequestTokenAsync()).Expect(HttpStatusCode.Unauthorized);
        (await app.As(next).GetAsync("/v1/realms/quick")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task WithItsFirstKeyARelyingPartysSecretEndsWithinADay()
    {
        var client = await app.MakeRelyingPartyAsync("quick");
        var key = TestClient.WithKey("key", "mfa.directory") with { Id = client.Id };
        (await PatchAsync(client.Id, new JsonObject { ["jwks"] = new JsonObject { ["keys"] = new JsonArray(key.Jwk) } }.ToJsonString())).Expect(HttpStatusCode.OK);
        (await app.As(key).RequestTokenAsync()).Expect(HttpStatusCode.OK);
        (await app.As(client).RequestTokenAsync()).Expect(HttpStatusCode.OK);
        var end = await app.InDatabaseAsync(db => db.ClientSecrets.Where(secret => secret.RelyingPartyId == client.Id).Select(secret => secret.ExpiresAt).SingleAsync());
        Assert.InRange(end!.Value, TimeProvider.System.GetUtcNow().AddHours(23), TimeProvider.System.GetUtcNow().AddHours(24));
    }

    private Task<Answer> PatchAsync(string id, string json) => Operator.SendAsync(HttpMethod.Patch, $"{Path}/{id}", json);
}
