using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mfa.AppHost.Development;

/// <summary>The sandbox relying parties of a fresh development system, one a realm, and its operator, as Directory's bootstrap reads them.</summary>
internal static class DevelopmentRelyingParty
{
    private const string Base32 = "abcdefghijklmnopqrstuvwxyz234567";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <param name="operatorKey">The public half of the operator's key.</param>
    public static string Create(JsonObject operatorKey) => new JsonArray(
        Sandbox("dev", "Sandbox Development",
            Service("demo", ("en", "Demo service"), ("hu", "Mintaszolgáltatás"), ("ro", "Serviciu demonstrativ"), ("ru", "Демонстрационная услуга"))),
        Sandbox("hu-ugyfelkapu", "Sandbox Ügyfélkapu+",
            Service("eeszt", ("hu", "EESZT Lakossági Portál"), ("en", "EESZT health records")),
            Service("eszja", ("hu", "eSZJA"), ("en", "eSZJA tax return")),
            Service("magyarorszag", ("hu", "magyarorszag.hu"), ("en", "magyarorszag.hu"))),
        Sandbox("md-mpass", "Sandbox MPass",
            Service("declaratii", ("ro", "Declarații fiscale"), ("ru", "Налоговые декларации"), ("en", "Tax returns")),
            Service("ecertificat", ("ro", "Certificate electronice"), ("ru", "Электронные справки"), ("en", "Electronic certificates")),
            Service("servicii", ("ro", "servicii.gov.md"), ("ru", "servicii.gov.md"), ("en", "servicii.gov.md"))),
        Operator(operatorKey))
        .ToJsonString(Indented) + "\n";

    /// <summary>The first relying party of each realm that has a secret, in the file's order. A file of an older start may have one for several realms.</summary>
    public static async Task<IReadOnlyList<DevelopmentCredentials>> ReadAsync(string file)
    {
        await using var stream = File.OpenRead(file);
        var relyingParties = (await JsonNode.ParseAsync(stream))!.AsArray();
        return
        [
            .. relyingParties.OfType<JsonObject>().Where(one => one["secret"] is not null)
                .SelectMany(one => one["realms"]!.AsArray().Select(realm => new DevelopmentCredentials(Text(realm), Text(one["id"]), Text(one["secret"]))))
                .DistinctBy(credentials => credentials.Realm, StringComparer.Ordinal),
        ];
    }

    /// <returns>The id of the first client that runs the system; null in a file of an older start.</returns>
    public static async Task<string?> ReadOperatorAsync(string file)
    {
        await using var stream = File.OpenRead(file);
        var found = (await JsonNode.ParseAsync(stream))!.AsArray().OfType<JsonObject>()
            .FirstOrDefault(one => one["jwks"] is not null && one["scopes"]!.AsArray().Any(scope => Text(scope) == "mfa.operate"));
        return found is null ? null : Text(found["id"]);
    }

    private static string Text(JsonNode? node) => node!.GetValue<string>();

    private static JsonObject Sandbox(string realm, string name, params JsonNode[] services) => new()
    {
        ["id"] = $"rp_{NewId()}",
        ["name"] = name,
        ["secret"] = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)),
        ["realms"] = new JsonArray(realm),
        ["scopes"] = new JsonArray("mfa.challenge", "mfa.enroll", "mfa.directory"),
        ["services"] = new JsonArray(services),
        ["policy"] = new JsonObject
        {
            ["factors"] = new JsonArray("totp", "email", "recovery", "none"),
            ["minimumAcr"] = null,
            ["maxOpenChallenges"] = 3,
        },
        ["mayVouchForEmail"] = true,
    };

    private static JsonObject Operator(JsonObject key) => new()
    {
        ["id"] = $"rp_{NewId()}",
        ["name"] = "Development operator",
        ["jwks"] = new JsonObject { ["keys"] = new JsonArray(key) },
        ["realms"] = new JsonArray("dev", "hu-ugyfelkapu", "md-mpass"),
        ["scopes"] = new JsonArray("mfa.operate"),
        ["services"] = new JsonArray(),
        ["policy"] = new JsonObject { ["factors"] = new JsonArray(), ["minimumAcr"] = null, ["maxOpenChallenges"] = null },
        ["mayVouchForEmail"] = false,
    };

    private static JsonObject Service(string key, params (string Locale, string Name)[] names) => new()
    {
        ["key"] = key,
        ["names"] = new JsonObject(names.Select(name => KeyValuePair.Create<string, JsonNode?>(name.Locale, name.Name))),
    };

    // 128 bits are 25 characters of five and one of three, whose two low bits are zero.
    private static string NewId() => RandomNumberGenerator.GetString(Base32, 25) + RandomNumberGenerator.GetString("aeimquy4", 1);
}

/// <summary>What a relying party shows to get an access token for a realm.</summary>
internal sealed record DevelopmentCredentials(string Realm, string Id, string Secret)
{
    public override string ToString() => $"{Realm} {Id}";
}
