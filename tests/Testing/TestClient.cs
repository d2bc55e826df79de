using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Mfa.Testing;

/// <summary>A relying party as the development bootstrap reads it.</summary>
public sealed record TestClient(string Name, string Id, string Secret, string[] Scopes, string[] Factors, string? MinimumAcr, string[] Realms)
{
    /// <summary>A client with a key has no secret.</summary>
    public ECDsa? Key { get; init; }

    public string KeyId => $"{Name}-1";

    /// <summary>The public key as a JWK.</summary>
    public JsonObject Jwk
    {
        get
        {
            var point = Key!.ExportParameters(includePrivateParameters: false).Q;
            return new JsonObject
            {
                ["kty"] = "EC",
                ["crv"] = "P-256",
                ["x"] = Base64Url.EncodeToString(point.X),
                ["y"] = Base64Url.EncodeToString(point.Y),
                ["kid"] = KeyId,
            };
        }
    }

    private static readonly string[] AllScopes = ["mfa.challenge", "mfa.enroll", "mfa.directory"];
    private static readonly string[] AllFactors = ["totp", "email", "recovery", "none"];

    private static readonly string[] AllRealms =
    [
        "dev", "hu-ugyfelkapu", "md-mpass",
        .. Directory.EnumerateFiles(Path.Combine(Checkout.Root, "tests", "realms"), "*.json").Select(file => Path.GetFileNameWithoutExtension(file)!),
    ];

    /// <summary><c>main</c> may all; <c>other</c> too, but is another; <c>strict</c> takes apps only; <c>narrow</c> has one scope; <c>elsewhere</c> one other realm;
    /// <c>operator</c>, <c>operator-2</c> and <c>auditor</c> have keys, and run or read the system.</summary>
    public static IReadOnlyList<TestClient> Standard() =>
    [
        New("main"), New("other"), New("strict", factors: ["totp", "email"], minimumAcr: "mfa:3"), New("narrow", scopes: ["mfa.challenge"]),
        New("elsewhere", realms: ["idnp"]), WithKey("operator", "mfa.operate"), WithKey("operator-2", "mfa.operate"), WithKey("auditor", "mfa.audit"),
    ];

    public static TestClient WithKey(string name, params string[] scopes) =>
        New(name, scopes, []) with { Secret = "", Key = ECDsa.Create(ECCurve.NamedCurves.nistP256) };

    public static string ToJson(IEnumerable<TestClient> clients) => new JsonArray([.. clients.Select(client => (JsonNode)ToJson(client))]).ToJsonString();

    private static JsonObject ToJson(TestClient client) => new()
    {
        ["id"] = client.Id,
        ["name"] = client.Name,
        ["secret"] = client.Key is null ? client.Secret : null,
        ["jwks"] = client.Key is null ? null : new JsonObject { ["keys"] = new JsonArray(client.Jwk) },
        ["realms"] = ArrayOf(client.Realms),
        ["scopes"] = ArrayOf(client.Scopes),
        ["services"] = new JsonArray(
            new JsonObject { ["key"] = "eszja", ["names"] = new JsonObject { ["en"] = "Tax return", ["hu"] = "eSZJA" } },
            new JsonObject { ["key"] = "eeszt", ["names"] = new JsonObject { ["en"] = "Health records", ["hu"] = "EESZT" } }),
        ["policy"] = new JsonObject { ["factors"] = ArrayOf(client.Factors), ["minimumAcr"] = client.MinimumAcr, ["maxOpenChallenges"] = null },
        ["mayVouchForEmail"] = client.Name == "main",
    };

    private static TestClient New(string name, string[]? scopes = null, string[]? factors = null, string? minimumAcr = null, string[]? realms = null) =>
        new(name, "rp_" + RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz234567", 26), RandomNumberGenerator.GetHexString(64, lowercase: true),
            scopes ?? AllScopes, factors ?? AllFactors, minimumAcr, realms ?? AllRealms);

    private static JsonArray ArrayOf(string[] values) => [.. values.Select(value => (JsonNode)value)];
}
