using Microsoft.AspNetCore.Http;

namespace Mfa.ServiceDefaults.Tokens;

internal static class BearerToken
{
    private const string Prefix = "Bearer ";

    /// <summary>The one bearer token of a request; null without one or with several Authorization headers.</summary>
    public static string? Of(HttpRequest request) =>
        request.Headers.Authorization is [{ } header] && header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? header[Prefix.Length..].Trim() : null;
}
