using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Mfa.Testing;

/// <summary>A relying party as the development bootstrap reads it.</summary>
public sealed record TestClient(string Name, string Id, string Secret, string[] Scopes, string[] Factors, string? MinimumAcr, string[] Realms)
{
    private static readonly string[] AllScopes = ["mfa.challenge", "mfa.enroll", "mfa.directory"];
    private static readonly string[] AllFactors = ["totp", "email", "recovery", "none"];

    private static readonly string[] AllRealms =
    [
        "dev", "hu-ugyfelkapu", "md-mpass",
        .. Directory.EnumerateFiles(Path.Combine(Checkout.Root, "tests", "realms"), "*.json").Select(file => Path.GetFileNameWithoutExtension(file)!),
    ];

    /// <summary><c>main</c> may all; <c>other</c> too, but is another; <c>strict</c> takes apps only; <c>narrow</c> has one scope; <c>elsewhere</c> one other realm.</summary>
    public static IReadOnlyList<TestClient> Standard() =>
    [
        New("main"), New("other"), New("strict", factors: ["totp", "email"], minimumAcr: "mfa:3"), New("narrow", scopes: ["mfa.challenge"]),
        New("elsewhere", realms: ["idnp"]),
    ];

    public static string ToJson(IEnumerable<TestClient> clients) => new JsonArray([.. clients.Select(client => (JsonNode)new JsonObject
    {
        ["id"] = client.Id,
        ["name"] = client.Name,
        ["secret"] = client.Secret,
        ["realms"] = ArrayOf(client.Realms),
        ["scopes"] = ArrayOf(client.Scopes),
        ["services"] = new JsonArray(
            new JsonObject { ["key"] = "eszja", ["names"] = new JsonObject { ["en"] = "Tax return", ["hu"] = "eSZJA" } },
            new JsonObject { ["key"] = "eeszt", ["names"] = new JsonObject { ["en"] = "Health records", ["hu"] = "EESZT" } }),
        ["policy"] = new JsonObject { ["factors"] = ArrayOf(client.Factors), ["minimumAcr"] = client.MinimumAcr, ["maxOpenChallenges"] = null },
        ["mayVouchForEmail"] = client.Name == "main",
    })]).ToJsonString();

    private static TestClient New(string name, string[]? scopes = null, string[]? factors = null, string? minimumAcr = null, string[]? realms = null) =>
        new(name, "rp_" + RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz234567", 26), RandomNumberGenerator.GetHexString(64, lowercase: true),
            scopes ?? AllScopes, factors ?? AllFactors, minimumAcr, realms ?? AllRealms);

    private static JsonArray ArrayOf(string[] values) => [.. values.Select(value => (JsonNode)value)];
}
