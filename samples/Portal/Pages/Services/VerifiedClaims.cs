using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mfa.Client;

namespace Mfa.Samples.Portal.Pages.Services;

/// <summary>An assertion's claims as JSON, under the names that they have in it.</summary>
internal static class VerifiedClaims
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="audience">Whom it is for; another one would not have passed the checks.</param>
    public static string Of(Assertion said, string audience)
    {
        var claims = new JsonObject
        {
            ["iss"] = said.Issuer,
            ["sub"] = said.AccountId,
            ["aud"] = audience,
            ["iat"] = said.IssuedAt.ToUnixTimeSeconds(),
            ["exp"] = said.ExpiresAt.ToUnixTimeSeconds(),
            ["jti"] = said.Id,
            ["nonce"] = said.Nonce,
            ["auth_time"] = said.AuthenticatedAt?.ToUnixTimeSeconds(),
            ["challenge"] = said.ChallengeId,
            ["purpose"] = said.Purpose,
            ["acr"] = said.Acr,
            ["amr"] = new JsonArray([.. said.Amr.Select(method => (JsonNode)method)]),
            ["mfa_method"] = said.Method,
            ["securityChangedAt"] = said.SecurityChangedAt?.ToUnixTimeSeconds(),
        };
        foreach (var absent in claims.Where(claim => claim.Value is null).Select(claim => claim.Key).ToArray())
            claims.Remove(absent);
        return claims.ToJsonString(Readable);
    }
}
