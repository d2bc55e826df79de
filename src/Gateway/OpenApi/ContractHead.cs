using System.Text.Json.Nodes;
using Mfa.ServiceDefaults.Tokens;

namespace Mfa.Gateway.OpenApi;

/// <summary>What the public document says over the services' heads: what this is, where, and who may call.</summary>
internal static class ContractHead
{
    private const string AccessToken = "accessToken";
    private const string ClientSecret = "clientSecret";

    private static readonly (string Scope, string Meaning)[] Meanings =
    [
        (Scopes.Challenge, "Sign people in: first factor, challenges, assertions."),
        (Scopes.Enroll, "Enrol, move and remove factors."),
        (Scopes.Directory, "Make, read and change accounts."),
        (Scopes.Operate, "Operators' changes."),
        (Scopes.Audit, "Reading only: accounts, challenges and the audit log."),
    ];

    public static JsonObject Over(JsonObject paths, JsonObject components, JsonArray tags)
    {
        components["securitySchemes"] = SecuritySchemes();
        return new JsonObject
        {
            ["openapi"] = "3.1.1",
            ["info"] = new JsonObject
            {
                ["title"] = "Mfa",
                ["version"] = "v1",
                ["description"] = "Second factors for sign-in systems: a relying party's backend asks for a proof and gets a signed assertion. "
                    + "Clients ignore members and enum values they don't know; changes within v1 only add. Every refusal is a problem (RFC 9457) whose type leads to its page.",
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["security"] = new JsonArray(Needs(AccessToken)),
            ["tags"] = tags,
            ["paths"] = paths,
            ["components"] = components,
        };
    }

    /// <summary>An operation with the security that differs from the document's.</summary>
    public static JsonNode? Secure(string path, bool isOperation, JsonNode? value)
    {
        if (!isOperation || value is not JsonObject operation || path.StartsWith("/v1/", StringComparison.Ordinal))
            return value;
        var open = (JsonObject)operation.DeepClone();
        open["security"] = path.StartsWith("/oauth2/", StringComparison.Ordinal) ? new JsonArray(Needs(ClientSecret)) : new JsonArray();
        return open;
    }

    private static JsonObject Needs(string scheme) => new() { [scheme] = new JsonArray() };

    private static JsonObject SecuritySchemes() => new()
    {
        [AccessToken] = new JsonObject
        {
            ["type"] = "oauth2",
            ["flows"] = new JsonObject
            {
                ["clientCredentials"] = new JsonObject
                {
                    ["tokenUrl"] = "/oauth2/token",
                    ["scopes"] = new JsonObject(Meanings.Select(scope => KeyValuePair.Create(scope.Scope, (JsonNode?)scope.Meaning))),
                },
            },
        },
        [ClientSecret] = new JsonObject { ["type"] = "http", ["scheme"] = "basic" },
    };
}
