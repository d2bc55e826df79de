using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The broker's users, as it loads them at every start: passwords as salted hashes, rights by name.</summary>
internal static class RabbitMQDefinitions
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(IReadOnlyList<string> services, Func<string, string> password) => new JsonObject
    {
        ["users"] = new JsonArray(
        [
            User(RabbitMQServerResource.Operator, password, "administrator"),
            .. services.Select(service => User(service, password)),
        ]),
        ["vhosts"] = new JsonArray(new JsonObject { ["name"] = RabbitMQServerResource.VirtualHost }),
        ["permissions"] = new JsonArray(
        [
            Permission(RabbitMQServerResource.Operator, new RabbitMQRights(".*", ".*", ".*")),
            .. services.Select(service => Permission(service, RabbitMQRights.Of(service))),
        ]),
    }.ToJsonString(Format) + "\n";

    /// <summary>RabbitMQ's form: base64 of a salt of four bytes and SHA-256 over salt and password.</summary>
    private static string Hash(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(4);
        return Convert.ToBase64String([.. salt, .. SHA256.HashData([.. salt, .. Encoding.UTF8.GetBytes(password)])]);
    }

    private static JsonObject User(string name, Func<string, string> password, params string[] tags) => new()
    {
        ["name"] = name,
        ["password_hash"] = Hash(password(name)),
        ["hashing_algorithm"] = "rabbit_password_hashing_sha256",
        ["tags"] = new JsonArray([.. tags.Select(tag => (JsonNode)tag)]),
    };

    private static JsonObject Permission(string user, RabbitMQRights rights) => new()
    {
        ["user"] = user,
        ["vhost"] = RabbitMQServerResource.VirtualHost,
        ["configure"] = rights.Configure,
        ["write"] = rights.Write,
        ["read"] = rights.Read,
    };
}
