using System.Text.Json;

namespace Mfa.Samples.Demo;

/// <summary>What an operator gives a relying party: the address and its credentials; and where people read mail.</summary>
internal sealed record Target(Uri Gateway, Uri Mailbox, string ClientId, string Secret, string Folder)
{
    public static async Task<Target> ReadAsync(string folder)
    {
        using var system = await ReadJsonAsync(Path.Combine(folder, "system.json"));
        using var relyingParties = await ReadJsonAsync(Path.Combine(folder, "relying-parties.json"));
        var relyingParty = relyingParties.RootElement[0];
        return new Target(
            AddressOf("gateway"),
            AddressOf("mailbox"),
            relyingParty.GetProperty("id").GetString()!,
            relyingParty.GetProperty("secret").GetString()!,
            folder);

        Uri AddressOf(string name)
        {
            var resource = system.RootElement.GetProperty("resources").EnumerateArray().First(one => one.GetProperty("name").GetString() == name);
            return new Uri(resource.GetProperty("url").GetString()!);
        }
    }

    private static async Task<JsonDocument> ReadJsonAsync(string file)
    {
        await using var stream = File.OpenRead(file);
        return await JsonDocument.ParseAsync(stream);
    }
}
