using System.Net;
using System.Text.Json.Nodes;
using Mfa.Testing;

namespace Mfa.Directories.Tests.Service;

/// <summary>Clients as operators make them.</summary>
internal static class Operators
{
    /// <summary>A relying party's record to be made; the realm <c>quick</c> speaks English and Hungarian.</summary>
    public static JsonObject RelyingParty(string name = "Portal", params string[] realms) => new()
    {
        ["name"] = name,
        ["realms"] = new JsonArray([.. (realms.Length == 0 ? ["quick"] : realms).Select(realm => (JsonNode)realm)]),
        ["scopes"] = new JsonArray("mfa.challenge", "mfa.directory"),
        ["services"] = new JsonArray(new JsonObject { ["key"] = "eszja", ["names"] = new JsonObject { ["en"] = "Tax return", ["hu"] = "eSZJA" } }),
        ["policy"] = new JsonObject { ["factors"] = new JsonArray("totp", "email"), ["minimumAcr"] = "mfa:2", ["maxOpenChallenges"] = null },
    };

    /// <summary>An operator's or auditor's record, whose key the client holds.</summary>
    public static JsonObject Operator(TestClient client) => new()
    {
        ["name"] = client.Name,
        ["realms"] = new JsonArray([.. client.Realms.Select(realm => (JsonNode)realm)]),
        ["scopes"] = new JsonArray([.. client.Scopes.Select(scope => (JsonNode)scope)]),
        ["jwks"] = new JsonObject { ["keys"] = new JsonArray(client.Jwk) },
    };

    /// <summary>A new client with a key, for one test alone.</summary>
    public static async Task<TestClient> MakeOperatorAsync(this DirectoryApp app, string scope = "mfa.operate", params string[] realms)
    {
        var client = TestClient.WithKey(Ask.NewUsername(), scope) with { Realms = realms.Length == 0 ? ["quick"] : realms };
        var made = (await app.Client("operator").PostAsync("/v1/relying-parties", Operator(client))).Expect(HttpStatusCode.Created);
        return client with { Id = made.Text("id") };
    }

    /// <summary>A new relying party with a secret, for one test alone.</summary>
    public static async Task<TestClient> MakeRelyingPartyAsync(this DirectoryApp app, params string[] realms)
    {
        var made = (await app.Client("operator").PostAsync("/v1/relying-parties", RelyingParty(Ask.NewUsername(), realms))).Expect(HttpStatusCode.Created);
        return new TestClient(made.Text("name"), made.Text("id"), made.Text("secret"), ["mfa.challenge", "mfa.directory"], ["totp", "email"], "mfa:2", realms);
    }
}
