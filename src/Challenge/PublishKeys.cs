using Mfa.ServiceDefaults.Keys;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.IdentityModel.Tokens;

namespace Mfa.Challenges;

/// <param name="Keys">Newest last; all that may have signed a living assertion.</param>
internal sealed record PublishKeysResponse(IReadOnlyList<PublishedKey> Keys);

/// <summary>A P-256 public key (RFC 7517, RFC 7518 §6.2).</summary>
internal sealed record PublishedKey(string Kty, string Crv, string X, string Y, string Kid, string Use, string Alg);

/// <summary>GET /.well-known/jwks.json: the keys that check assertions, and no others.</summary>
internal static class PublishKeys
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/.well-known/jwks.json", Handle).AllowAnonymous().WithName("getJwks").WithSummary("The public keys of assertions").WithTags("Assertions");

    private static Ok<PublishKeysResponse> Handle(HttpContext context, KeyFolder keys)
    {
        context.Response.Headers.CacheControl = "public, max-age=300";
        return TypedResults.Ok(new PublishKeysResponse([.. keys.SigningKeys("assertion").Select(Publish)]));
    }

    private static PublishedKey Publish(ECDsaSecurityKey key)
    {
        var point = key.ECDsa.ExportParameters(includePrivateParameters: false).Q;
        return new PublishedKey("EC", "P-256", Base64UrlEncoder.Encode(point.X), Base64UrlEncoder.Encode(point.Y), key.KeyId, "sig", "ES256");
    }
}
