using Mfa.ServiceDefaults.Problems;

namespace Mfa.Gateway.Edge;

/// <summary>
/// Answers only under the public name. Nothing here is built from a request's host, so this is a second wall: a request that
/// names another host was not meant for us. Probes ask for health by address.
/// </summary>
internal sealed class HostFilter(RequestDelegate next, ProblemOptions options, IHostEnvironment environment)
{
    private readonly string[] _hosts = environment.IsDevelopment()
        ? [options.PublicUrl.Host, "localhost", "127.0.0.1", "[::1]"]
        : [options.PublicUrl.Host];

    public Task InvokeAsync(HttpContext context)
    {
        var host = context.Request.Host.Host;
        return _hosts.Contains(host, StringComparer.OrdinalIgnoreCase) || context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal)
            ? next(context)
            : new RequestErrors().Add("Host", "Ask under the public address of this service.").ToProblem().ExecuteAsync(context);
    }
}
