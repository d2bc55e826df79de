using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mfa.AppHost.Development;

/// <summary>The one relying party of a fresh development system, as Directory's bootstrap reads it.</summary>
internal static class DevelopmentRelyingParty
{
    private const string Base32 = "abcdefghijklmnopqrstuvwxyz234567";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static string Create()
    {
        var relyingParty = new JsonObject
        {
            ["id"] = $"rp_{NewId()}",
            ["name"] = "Development",
            ["secret"] = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)),
            ["realms"] = new JsonArray("dev", "hu-ugyfelkapu", "md-mpass"),
            ["scopes"] = new JsonArray("mfa.challenge", "mfa.enroll", "mfa.directory"),
            ["services"] = new JsonArray(
                Service("demo", "Demo service", "Mintaszolgáltatás", "Serviciu demonstrativ"),
                Service("eeszt", "EESZT health records", "EESZT Lakossági Portál", "EESZT"),
                Service("eszja", "eSZJA tax return", "eSZJA", "eSZJA"),
                Service("magyarorszag", "magyarorszag.hu", "magyarorszag.hu", "magyarorszag.hu")),
            ["policy"] = new JsonObject
            {
                ["factors"] = new JsonArray("totp", "email", "recovery", "none"),
                ["minimumAcr"] = null,
                ["maxOpenChallenges"] = 3,
            },
            ["mayVouchForEmail"] = true,
        };
        return new JsonArray(relyingParty).ToJsonString(Indented) + "\n";
    }

    /// <summary>The credentials of the file's first relying party.</summary>
    public static async Task<(string Id, string Secret)> ReadAsync(string file)
    {
        await using var stream = File.OpenRead(file);
        using var document = await JsonDocument.ParseAsync(stream);
        var first = document.RootElement[0];
        return (first.GetProperty("id").GetString()!, first.GetProperty("secret").GetString()!);
    }

    private static JsonObject Service(string key, string english, string hungarian, string romanian) => new()
    {
        ["key"] = key,
        ["names"] = new JsonObject { ["en"] = english, ["hu"] = hungarian, ["ro"] = romanian },
    };

    // 128 bits are 25 characters of five and one of three, whose two low bits are zero.
    private static string NewId() => RandomNumberGenerator.GetString(Base32, 25) + RandomNumberGenerator.GetString("aeimquy4", 1);
}
