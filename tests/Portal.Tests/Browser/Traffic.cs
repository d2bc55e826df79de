using Microsoft.Playwright;

namespace Mfa.Samples.Portal.Tests.Browser;

/// <summary>Listens to everything a visitor's browser asks for and gets: nothing from elsewhere, and every answer with the headers that protect it.</summary>
internal sealed class Traffic(Uri portal, Observations observations)
{
    /// <summary>As the portal promises it, word by word.</summary>
    public static readonly IReadOnlyDictionary<string, string> Headers = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["content-security-policy"] = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; "
            + "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
        ["x-content-type-options"] = "nosniff",
        ["referrer-policy"] = "no-referrer",
        ["cross-origin-opener-policy"] = "same-origin",
        ["cross-origin-resource-policy"] = "same-origin",
        ["permissions-policy"] = "camera=(), microphone=(), geolocation=(), payment=()",
        ["strict-transport-security"] = "max-age=31536000",
    };

    private static readonly string[] Untold = ["server", "x-powered-by"];

    public void Follow(IBrowserContext context)
    {
        context.Request += (_, request) => Look(request);
        context.Response += (_, response) => observations.Note(Breaches(response.Headers, IsFile(response.Request)), $"{response.Request.Method} {response.Url}");
        context.Console += (_, message) => Look(message);
        context.WebError += (_, error) => observations.Note($"a script failed: {error.Error}");
    }

    /// <param name="isFile">A style sheet, a script or a picture, which may be kept.</param>
    public static IEnumerable<string> Breaches(IReadOnlyDictionary<string, string> headers, bool isFile)
    {
        foreach (var (name, value) in Headers)
        {
            if (headers.GetValueOrDefault(name) != value)
                yield return $"{name} is {headers.GetValueOrDefault(name) ?? "missing"}";
        }

        foreach (var name in Untold.Where(headers.ContainsKey))
            yield return $"{name} tells of the server";
        if (!isFile && headers.GetValueOrDefault("cache-control")?.Contains("no-store", StringComparison.Ordinal) is not true)
            yield return $"cache-control is {headers.GetValueOrDefault("cache-control") ?? "missing"}";
    }

    private static bool IsFile(IRequest request) => request.ResourceType is "stylesheet" or "script" or "image" or "font" or "manifest" or "other";

    private void Look(IRequest request)
    {
        observations.Count();
        var address = new Uri(request.Url);
        if (address.Scheme is "data" or "blob" or "about")
            return;
        if (address.GetLeftPart(UriPartial.Authority) != portal.GetLeftPart(UriPartial.Authority))
            observations.Note($"{request.Method} {request.Url} asks somebody else than the portal");
        else if (request.IsNavigationRequest && request.Method == "POST")
            observations.Visit(address.AbsolutePath);
    }

    private void Look(IConsoleMessage message)
    {
        if (message.Text.Contains("Content Security Policy", StringComparison.OrdinalIgnoreCase) || message.Text.Contains("Trusted", StringComparison.Ordinal))
            observations.Note($"{message.Page?.Url}: {message.Text}");
    }
}
