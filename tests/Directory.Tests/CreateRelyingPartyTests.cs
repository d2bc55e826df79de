using System.Net;
using System.Text.Json.Nodes;
using Mfa.Directories.Tests.Service;
using Mfa.InternalApi;
using Mfa.Outboxes;
using Mfa.Testing;
using Microsoft.EntityFrameworkCore;
using static Mfa.Directories.Tests.CreateAccountTests;

namespace Mfa.Directories.Tests;

public sealed class CreateRelyingPartyTests(DirectoryApp app)
{
    private const string Path = "/v1/relying-parties";

    private Mfa.Testing.RelyingParty Operator => app.Client("operator");

    [Fact]
    public async Task ARelyingPartyWorksWithTheSecretThatIsShownOnce()
    {
        var made = (await Operator.PostAsync(Path, Operators.RelyingParty())).Expect(HttpStatusCode.Created);
        Assert.Equal(
            ["id", "name", "realms", "scopes", "services", "policy", "mayVouchForEmail", "status", "clientVersion", "secret"], made.Body!.AsObject().Select(member => member.Key));
        Assert.Equal(("no-store", $"{Path}/{made.Text("id")}"), (made.Headers.CacheControl!.ToString(), made.Headers.Location!.ToString()));
        Assert.Equal("""{"factors":["totp","email"],"minimumAcr":"mfa:2","maxOpenChallenges":null}""", made.Body["policy"]!.ToJsonString());
        Assert.Matches("^rp_[a-z2-7]{26}$", made.Text("id"));
        var party = app.As(new TestClient("made", made.Text("id"), made.Text("secret"), [], [], null, []));
        (await party.PostAsync("/v1/accounts", Ask.Account())).Expect(HttpStatusCode.Created);

        var read = (await Operator.GetAsync($"{Path}/{made.Text("id")}")).Expect(HttpStatusCode.OK);
        Assert.Null(read.Body!["secret"]);
        made.Body.AsObject().Remove("secret");
        Assert.Equal(made.Body.ToJsonString(), read.Body.ToJsonString());
    }

    [Fact]
    public async Task AClientWithKeysHasNoSecret()
    {
        var client = TestClient.WithKey("keys", "mfa.challenge") with { Realms = ["quick"] };
        var body = Operators.RelyingParty();
        var jwk = client.Jwk;
        jwk.Remove("kid");
        body["jwks"] = new JsonObject { ["keys"] = new JsonArray(jwk) };
        var made = (await Operator.PostAsync(Path, body)).Expect(HttpStatusCode.Created);
        Assert.Null(made.Body!["secret"]);
        var kept = made.Body["jwks"]!["keys"]![0]!;
        Assert.Equal(client.Jwk["x"]!.GetValue<string>(), kept["x"]!.GetValue<string>());
        Assert.Matches("^[A-Za-z0-9_-]{43}$", kept["kid"]!.GetValue<string>());
        var assertion = ClientAssertion.Header(client);
        assertion["kid"] = kept["kid"]!.GetValue<string>();
        client = client with { Id = made.Text("id") };
        var form = ClientAssertion.Form(ClientAssertion.Sign(assertion, ClientAssertion.Claims(client, DirectoryApp.PublicUrl), client.Key!));
        (await Operator.ShowAsync(form)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task AnotherOperatorIsMadeOfAKey()
    {
        var second = await app.MakeOperatorAsync();
        (await app.As(second).GetAsync("/v1/realms/quick")).Expect(HttpStatusCode.OK);
        (await app.As(second).GetAsync("/v1/realms/idnp")).Expect(404, "not-found");
    }

    [Fact]
    public async Task BothNeighboursAreToldAndTheAuditLogOfEachRealmKnowsWho()
    {
        var made = (await Operator.PostAsync(Path, Operators.RelyingParty(realms: ["quick", "mailed"]))).Expect(HttpStatusCode.Created);
        Assert.Equal(2, app.Neighbours.Told.Count(told => told.Path == DirectoryClient.RelyingPartyPath(made.Text("id"))));
        var rows = await app.InDatabaseAsync(db => db.Outbox.Where(row => row.Target == OutboxRow.Bus && row.Payload.Contains(made.Text("id"))).Select(row => row.Payload).ToListAsync());
        Assert.Equal(["mailed", "quick"], rows.Select(row => JsonNode.Parse(row)!["realm"]!.GetValue<string>()).Order(StringComparer.Ordinal));
        Assert.All(rows.Select(row => JsonNode.Parse(row)!), row => Assert.Equal(
            ("relying-party.created", Operator.Id, made.Text("id")),
            (row["type"]!.GetValue<string>(), row["relyingParty"]!.GetValue<string>(), row["subject"]!.GetValue<string>())));
        Assert.DoesNotContain(made.Text("secret"), app.Logs.All + string.Join('\n', rows), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARepeatAnswersTheSameRecordWithoutTheSecret()
    {
        var body = Operators.RelyingParty();
        var first = (await Operator.PostAsync(Path, body, idempotencyKey: "make-" + Ask.NewUsername())).Expect(HttpStatusCode.Created);
        var key = "make-" + Ask.NewUsername();
        first = (await Operator.PostAsync(Path, body, idempotencyKey: key)).Expect(HttpStatusCode.Created);
        var repeat = (await Operator.PostAsync(Path, body, idempotencyKey: key)).Expect(HttpStatusCode.Created);
        Assert.Equal((first.Text("id"), null), (repeat.Text("id"), repeat.Body!["secret"]));
        body["name"] = "Another";
        (await Operator.PostAsync(Path, body, idempotencyKey: key)).Expect(422, "idempotency-key-reused");
    }

    [Fact]
    public async Task AnAuditorAndARelyingPartyMakeNobody()
    {
        (await app.Client("auditor").PostAsync(Path, Operators.RelyingParty())).Expect(403, "forbidden");
        (await app.Main.PostAsync(Path, Operators.RelyingParty())).Expect(403, "forbidden");
        (await app.RawAsync(HttpMethod.Post, Path, null, null)).Expect(401, "unauthorized");
    }

    [Fact]
    public async Task ARealmThatIsNotTheOperatorsIsNotFound()
    {
        var narrow = app.As(await app.MakeOperatorAsync());
        (await narrow.PostAsync(Path, Operators.RelyingParty(realms: ["quick", "mailed"]))).Expect(404, "not-found");
        (await narrow.PostAsync(Path, Operators.RelyingParty(realms: ["nowhere"]))).Expect(404, "not-found");
        (await narrow.PostAsync(Path, Operators.RelyingParty())).Expect(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("name", null, "/name")]
    [InlineData("name", "\" \"", "/name")]
    [InlineData("name", "\"a\\nb\"", "/name")]
    [InlineData("realms", null, "/realms")]
    [InlineData("realms", "[]", "/realms")]
    [InlineData("realms", """["quick","quick"]""", "/realms")]
    [InlineData("scopes", null, "/scopes")]
    [InlineData("scopes", "[]", "/scopes")]
    [InlineData("scopes", """["mfa.all"]""", "/scopes")]
    [InlineData("scopes", """["mfa.challenge","mfa.challenge"]""", "/scopes")]
    [InlineData("scopes", """["mfa.challenge","mfa.operate"]""", "/scopes")]
    [InlineData("scopes", """["mfa.operate"]""", "/jwks")]
    [InlineData("scopes", """["mfa.audit"]""", "/services")]
    [InlineData("policy", null, "/policy")]
    [InlineData("policy", """{"factors":[],"minimumAcr":null,"maxOpenChallenges":null}""", "/policy/factors")]
    [InlineData("policy", """{"factors":["sms"],"minimumAcr":null,"maxOpenChallenges":null}""", "/policy/factors")]
    [InlineData("policy", """{"factors":["totp"],"minimumAcr":"mfa:9","maxOpenChallenges":null}""", "/policy/minimumAcr")]
    [InlineData("policy", """{"factors":["totp"],"minimumAcr":null,"maxOpenChallenges":0}""", "/policy/maxOpenChallenges")]
    [InlineData("policy", """{"factors":["totp"],"more":1}""", "/policy/more")]
    [InlineData("services", """[{"key":"A b","names":{"en":"x"}}]""", "/services/0/key")]
    [InlineData("services", """[{"key":"a","names":{"en":"x"}},{"key":"a","names":{"en":"x"}}]""", "/services/1/key")]
    [InlineData("services", """[{"key":"a","names":{"hu":"x"}}]""", "/services/0/names")]
    [InlineData("services", """[{"key":"a","names":{"en":"x","ro":"x"}}]""", "/services/0/names")]
    [InlineData("services", """[{"key":"a","names":{"en":""}}]""", "/services/0/names")]
    [InlineData("jwks", """{"keys":[{"kty":"RSA","n":"x","e":"AQAB"}]}""", "/jwks/keys/0/n")]
    [InlineData("jwks", """{"keys":[{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}]}""", "/jwks/keys/0")]
    [InlineData("jwks", """{"keys":[{"kty":"EC","crv":"P-256","x":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE","y":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE"}]}""", "/jwks/keys/0")]
    [InlineData("jwks", """{"keys":[{"kty":"EC","crv":"P-256","d":"AAAA"}]}""", "/jwks/keys/0/d")]
    [InlineData("jwks", """{"keys":[null]}""", "/jwks/keys/0")]
    [InlineData("secret", "\"mine\"", "/secret")]
    public async Task EachErrorHasItsPlace(string member, string? json, string pointer)
    {
        var body = Operators.RelyingParty();
        body.Remove(member);
        if (json is not null)
            body[member] = JsonNode.Parse(json);
        AssertPointer(pointer, await Operator.PostAsync(Path, body));
    }

    [Fact]
    public async Task KeysOfAnotherUseOrTwiceTheSameAreRefused()
    {
        var client = TestClient.WithKey("keys", "mfa.operate") with { Realms = ["quick"] };
        foreach (var (member, value) in new[] { ("use", "enc"), ("alg", "ES384"), ("crv", "P-384"), ("kid", "") })
        {
            var body = Operators.Operator(client);
            body["jwks"]!["keys"]![0]![member] = value;
            AssertPointer("/jwks/keys/0", await Operator.PostAsync(Path, body));
        }

        var twice = Operators.Operator(client);
        twice["jwks"]!["keys"]!.AsArray().Add(client.Jwk);
        AssertPointer("/jwks/keys/1", await Operator.PostAsync(Path, twice));
    }
}
