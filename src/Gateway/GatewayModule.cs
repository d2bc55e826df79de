using System.Text.Json.Serialization.Metadata;
using Mfa.Gateway.Edge;
using Mfa.Gateway.Forwarding;
using Mfa.Gateway.OpenApi;
using Mfa.Gateway.ProblemPages;
using Mfa.ServiceDefaults;
using Mfa.ServiceDefaults.Problems;

namespace Mfa.Gateway;

/// <summary>The gateway on one page: what looks at a request, in which order, and where it goes.</summary>
internal static class GatewayModule
{
    public static WebApplication Build(string[] args)
    {
        var builder = ServiceHost.CreateBuilder("gateway", args, JsonTypeInfoResolver.Combine());
        builder.AddEdge();
        builder.Services.AddRateLimits();
        builder.Services.AddRelyingPartyAuthentication();
        builder.AddForwarding();

        var app = builder.BuildService(edge => edge
            .UseMiddleware<AnswerHeaders>()
            .UseMiddleware<RequestForm>()
            .UseMiddleware<HostFilter>()
            .UseAuthentication()
            .UseRateLimiter());
        app.MapForwarding();
        app.MapOpenApiDocument();
        app.MapProblemPages();
        app.MapFallback("{**path}", Problem.NotFound).AllowAnonymous();
        app.RequireAccessTokenKeys();
        return app;
    }
}
