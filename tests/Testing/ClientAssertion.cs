using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Mfa.Testing;

/// <summary>What a client with a key shows at the token endpoint instead of a secret (RFC 7523), each part open to be made wrong.</summary>
public static class ClientAssertion
{
    public const string Type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private const int Life = 120;

    public static string Of(TestClient client, string audience) => Sign(Header(client), Claims(client, audience), client.Key!);

    public static JsonObject Header(TestClient client) => new() { ["alg"] = "ES256", ["typ"] = "JWT", ["kid"] = client.KeyId };

    public static JsonObject Claims(TestClient client, string audience)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        return new JsonObject
        {
            ["iss"] = client.Id,
            ["sub"] = client.Id,
            ["aud"] = audience,
            ["jti"] = RandomNumberGenerator.GetHexString(32, lowercase: true),
            ["iat"] = now,
            ["exp"] = now + Life,
        };
    }

    public static string Sign(JsonObject header, JsonObject claims, ECDsa key)
    {
        var text = Unsigned(header, claims);
        return text + "." + Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256));
    }

    /// <summary>Header and claims, before the last dot.</summary>
    public static string Unsigned(JsonObject header, JsonObject claims) => Part(header) + "." + Part(claims);

    /// <summary>The form that asks for an access token with it.</summary>
    public static IDictionary<string, string> Form(string assertion, string? scope = null)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "client_credentials",
            ["client_assertion_type"] = Type,
            ["client_assertion"] = assertion,
        };
        if (scope is not null)
            form["scope"] = scope;
        return form;
    }

    private static string Part(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));
}
