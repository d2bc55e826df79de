using Mfa.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Mfa.ServiceDefaults.Json;

/// <summary>JSON between systems is UTF-8 (RFC 8259 §8.1): another charset is another media type, and saying UTF-8 changes nothing.</summary>
internal sealed class Utf8Bodies(RequestDelegate next)
{
    private const string Json = "application/json";

    public Task InvokeAsync(HttpContext context)
    {
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) || !type.Charset.HasValue
            || !type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase))
            return next(context);
        if (!HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            return new Problem(ProblemKind.UnsupportedMediaType, "Send the body as application/json in UTF-8.").ExecuteAsync(context);
        // The framework reads the plain form only.
        context.Request.ContentType = Json;
        return next(context);
    }
}
