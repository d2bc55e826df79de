using System.Text.Json;
using Mfa.Client;

namespace Mfa.Samples.Demo;

/// <summary>What an operator gives a relying party: the address and its credentials, here for a realm each; and where people read mail.</summary>
internal sealed record Target(Uri Gateway, Uri Mailbox, IReadOnlyDictionary<string, ClientSecretCredential> Credentials, string Folder)
{
    public static async Task<Target> ReadAsync(string folder)
    {
        using var system = await ReadJsonAsync(Path.Combine(folder, "system.json"));
        using var relyingParties = await ReadJsonAsync(Path.Combine(folder, "relying-parties.json"));
        return new Target(AddressOf("gateway"), AddressOf("mailbox"), CredentialsIn(relyingParties.RootElement), folder);

        Uri AddressOf(string name)
        {
            var resource = system.RootElement.GetProperty("resources").EnumerateArray().First(one => one.GetProperty("name").GetString() == name);
            return new Uri(resource.GetProperty("url").GetString()!);
        }
    }

    /// <summary>The first relying party of each realm that has a secret.</summary>
    private static Dictionary<string, ClientSecretCredential> CredentialsIn(JsonElement relyingParties)
    {
        Dictionary<string, ClientSecretCredential> credentials = new(StringComparer.Ordinal);
        foreach (var one in relyingParties.EnumerateArray().Where(one => one.TryGetProperty("secret", out var secret) && secret.ValueKind == JsonValueKind.String))
        {
            var credential = new ClientSecretCredential(one.GetProperty("id").GetString()!, one.GetProperty("secret").GetString()!);
            foreach (var realm in one.GetProperty("realms").EnumerateArray())
                credentials.TryAdd(realm.GetString()!, credential);
        }

        return credentials;
    }

    private static async Task<JsonDocument> ReadJsonAsync(string file)
    {
        await using var stream = File.OpenRead(file);
        return await JsonDocument.ParseAsync(stream);
    }
}
