using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Mfa.Gateway.OpenApi;

/// <summary><c>GET /openapi/v1.json</c>: the committed document of the whole public API, whatever runs behind this gateway at the moment.</summary>
internal static class OpenApiDocument
{
    public static void MapOpenApiDocument(this IEndpointRouteBuilder routes)
    {
        var document = EmbeddedFile.Read("openapi.v1.json");
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(document))}\"");
        routes.MapGet("/openapi/v1.json", (HttpResponse response) =>
        {
            response.Headers.CacheControl = "public, max-age=300";
            return Results.Bytes(document, "application/json", entityTag: tag);
        }).AllowAnonymous().ExcludeFromDescription();
    }
}
