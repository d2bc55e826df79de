using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mfa.AppHost.Development;

/// <summary>The sandbox relying parties of a development system, one a realm, its operator and its sample portal, as Directory's bootstrap reads them.</summary>
internal static class DevelopmentRelyingParty
{
    private const string Portal = "Portal";
    private const string Base32 = "abcdefghijklmnopqrstuvwxyz234567";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static JsonNode[] HungarianServices =>
    [
        Service("eeszt", ("hu", "EESZT Lakossági Portál"), ("en", "EESZT health records")),
        Service("eszja", ("hu", "eSZJA"), ("en", "eSZJA tax return")),
        Service("magyarorszag", ("hu", "magyarorszag.hu"), ("en", "magyarorszag.hu")),
    ];

    private static JsonNode[] MoldovanServices =>
    [
        Service("declaratii", ("ro", "Declarații fiscale"), ("ru", "Налоговые декларации"), ("en", "Tax returns")),
        Service("ecertificat", ("ro", "Certificate electronice"), ("ru", "Электронные справки"), ("en", "Electronic certificates")),
        Service("servicii", ("ro", "servicii.gov.md"), ("ru", "servicii.gov.md"), ("en", "servicii.gov.md")),
    ];

    /// <param name="operatorKey">The public half of the operator's key.</param>
    public static string Create(JsonObject operatorKey) => new JsonArray(
        Sandbox("Sandbox Development", ["dev"],
            [Service("demo", ("en", "Demo service"), ("hu", "Mintaszolgáltatás"), ("ro", "Serviciu demonstrativ"), ("ru", "Демонстрационная услуга"))]),
        Sandbox("Sandbox Ügyfélkapu+", [DevelopmentRealms.Hungary], HungarianServices),
        Sandbox("Sandbox MPass", [DevelopmentRealms.Moldova], MoldovanServices),
        Operator(operatorKey))
        .ToJsonString(Indented) + "\n";

    /// <summary>
    /// The sample portal's client. Where the file has none, as that of an older start, it is added at the end: the others stay the first of their realms,
    /// and Directory takes in what is new at each start.
    /// </summary>
    /// <returns>Null: the file is not one of relying parties.</returns>
    public static (string Id, string Secret)? EnsurePortal(string file)
    {
        if (Parse(File.ReadAllText(file)) is not { } relyingParties)
            return null;
        var portal = relyingParties.OfType<JsonObject>().FirstOrDefault(one => one["secret"] is not null && one["name"]?.ToString() == Portal);
        if (portal is null)
        {
            portal = Sandbox(Portal, [DevelopmentRealms.Hungary, DevelopmentRealms.Moldova], [.. HungarianServices, .. MoldovanServices]);
            // It confirms addresses by a code, as every portal should.
            portal["mayVouchForEmail"] = false;
            relyingParties.Add((JsonNode)portal);
            PrivateFile.Write(file, relyingParties.ToJsonString(Indented) + "\n");
        }

        return (Text(portal["id"]), Text(portal["secret"]));
    }

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

    private static JsonArray? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonArray;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonObject Sandbox(string name, JsonArray realms, JsonNode[] services) => new()
    {
        ["id"] = $"rp_{NewId()}",
        ["name"] = name,
        ["secret"] = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)),
        ["realms"] = realms,
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
        ["realms"] = new JsonArray("dev", DevelopmentRealms.Hungary, DevelopmentRealms.Moldova),
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
