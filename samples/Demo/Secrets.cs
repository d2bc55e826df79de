using System.Text.Json;

namespace Mfa.Samples.Demo;

/// <summary>Writes down every secret that goes over the wire, a line each, so that somebody can look where it must not be. Without a file: nothing.</summary>
internal sealed class Secrets(string? file)
{
    private static readonly HashSet<string> Members = new(StringComparer.Ordinal)
    {
        "password", "newPassword", "code", "codes", "revocationCode", "secret", "token", "otpauthUri", "signInToken", "stepUpToken", "assertion", "access_token",
    };

    public void Note(string json, string? mediaType)
    {
        // A form asks for an access token and holds no secret: that goes into the header.
        if (file is null || json.Length == 0 || mediaType is not "application/json")
            return;
        using var document = JsonDocument.Parse(json);
        File.AppendAllLines(file, In(document.RootElement));
    }

    private static IEnumerable<string> In(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => Members.Contains(member.Name) ? TextsIn(member.Value) : In(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(In),
        _ => [],
    };

    private static IEnumerable<string> TextsIn(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => [element.GetString()!],
        JsonValueKind.Array => element.EnumerateArray().SelectMany(TextsIn),
        _ => [],
    };
}
