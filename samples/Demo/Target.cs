using System.Text.Json;

namespace Mfa.Samples.Demo;

/// <summary>What an operator gives a relying party: the address, its credentials, and the issuer of the realm's assertions.</summary>
internal sealed record Target(Uri Gateway, string ClientId, string Secret, string Realm, string Issuer, string Folder)
{
    /// <summary>The development realm, in which a first enrolment needs nothing but the password.</summary>
    private const string DevelopmentRealm = "dev";

    /// <summary>The realm's own public address, wherever this gateway happens to listen.</summary>
    private const string DevelopmentIssuer = "http://localhost:8080";

    public static async Task<Target> ReadAsync(string folder)
    {
        using var system = await ReadJsonAsync(Path.Combine(folder, "system.json"));
        using var relyingParties = await ReadJsonAsync(Path.Combine(folder, "relying-parties.json"));
        var gateway = system.RootElement.GetProperty("resources").EnumerateArray()
            .First(resource => resource.GetProperty("name").GetString() == "gateway");
        var relyingParty = relyingParties.RootElement[0];
        return new Target(
            new Uri(gateway.GetProperty("url").GetString()!),
            relyingParty.GetProperty("id").GetString()!,
            relyingParty.GetProperty("secret").GetString()!,
            DevelopmentRealm,
            DevelopmentIssuer,
            folder);
    }

    private static async Task<JsonDocument> ReadJsonAsync(string file)
    {
        await using var stream = File.OpenRead(file);
        return await JsonDocument.ParseAsync(stream);
    }
}
