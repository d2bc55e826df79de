using Mfa.ServiceDefaults.Problems;

namespace Mfa.Gateway.Edge;

/// <summary>What every answer carries, whoever wrote it.</summary>
internal sealed class AnswerHeaders(RequestDelegate next, ProblemOptions options)
{
    private const string OneYear = "max-age=31536000";

    private readonly bool _https = options.PublicUrl.Scheme == Uri.UriSchemeHttps;

    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(Complete, context);
        return next(context);
    }

    private Task Complete(object state)
    {
        var context = (HttpContext)state;
        var headers = context.Response.Headers;
        headers.Server = default;
        headers.XContentTypeOptions = "nosniff";
        if (_https)
            headers.StrictTransportSecurity = OneYear;
        if (headers.CacheControl.Count == 0 && IsPersonal(context.Request.Path))
            headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }

    private static bool IsPersonal(PathString path) => path.StartsWithSegments("/v1", StringComparison.Ordinal) || path.StartsWithSegments("/oauth2", StringComparison.Ordinal);
}
