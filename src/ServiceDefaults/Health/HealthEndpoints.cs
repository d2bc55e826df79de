using Mfa.Realms;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Mfa.ServiceDefaults.Health;

/// <summary><c>/health/live</c> and <c>/health/ready</c>: a bare word; ready also tells the hash of the realm files in a header.</summary>
public static class HealthEndpoints
{
    /// <summary>The header of the ready answer in which the gateway compares the services' realms.</summary>
    public const string RealmsHeader = "Mfa-Realms";

    internal static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var realms = routes.ServiceProvider.GetRequiredService<RealmCatalog>();
        routes.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = Word("live") }).AllowAnonymous();
        routes.MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = Word("ready", realms.Hash) }).AllowAnonymous();
    }

    private static Func<HttpContext, HealthReport, Task> Word(string healthy, string? realms = null) => (context, report) =>
    {
        if (realms is not null)
            context.Response.Headers[RealmsHeader] = realms;
        context.Response.ContentType = "text/plain";
        return context.Response.WriteAsync(report.Status == HealthStatus.Healthy ? healthy : "not " + healthy, context.RequestAborted);
    };
}
