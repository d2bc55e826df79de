using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Mfa.Testing;

namespace Mfa.Directories.Tests.Service;

/// <summary>Requests as a relying party or a neighbour sends them.</summary>
internal static class Ask
{
    public static string NewUsername() => "person." + RandomNumberGenerator.GetHexString(12, lowercase: true);

    public static JsonObject Account(string realm = "quick", string? username = null) => new()
    {
        ["realm"] = realm,
        ["identifiers"] = new JsonArray(new JsonObject { ["type"] = "username", ["value"] = username ?? NewUsername() }),
        ["password"] = RelyingParty.Password,
    };

    public static JsonObject SignIn(string realm, string identifier, string password, string? ip = "192.0.2.1")
    {
        var body = new JsonObject { ["realm"] = realm, ["identifier"] = identifier, ["password"] = password };
        if (ip is not null)
            body["context"] = new JsonObject { ["ip"] = ip, ["userAgent"] = "test" };
        return body;
    }

    /// <summary>An address in a network nobody else has.</summary>
    public static string NewAddress() => $"10.{RandomNumberGenerator.GetInt32(256)}.{RandomNumberGenerator.GetInt32(256)}.7";

    public static Task<Answer> TryAsync(this RelyingParty party, string realm, string identifier, string password, string? ip = "192.0.2.1") =>
        party.PostAsync("/v1/sign-ins", SignIn(realm, identifier, password, ip));

    public static Task<Answer> ChangePasswordAsync(
        this RelyingParty party, string account, string newPassword, string? current = null, string? signInToken = null, string? stepUp = null)
    {
        var body = new JsonObject { ["newPassword"] = newPassword };
        if (current is not null)
            body["currentPassword"] = current;
        if (signInToken is not null)
            body["signInToken"] = signInToken;
        return party.SendAsync(HttpMethod.Put, $"/v1/accounts/{account}/password", body.ToJsonString(), stepUp);
    }

    /// <summary>Whatever is to be sent, sent as it stands.</summary>
    public static async Task<Answer> RawAsync(this DirectoryApp app, HttpMethod method, string path, HttpContent? content, string? bearer)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (bearer is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        return await Answer.ReadAsync(await app.Http.SendAsync(request, TestContext.Current.CancellationToken));
    }

    public static Task<Answer> InsideAsync(this DirectoryApp app, HttpMethod method, string path, JsonNode? body = null, string? token = null) =>
        app.RawAsync(method, path, body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"), token ?? app.ServiceToken());
}
