using System.Text.Json.Serialization.Metadata;
using Mfa.Realms;
using Mfa.ServiceDefaults.Health;
using Mfa.ServiceDefaults.Http;
using Mfa.ServiceDefaults.Json;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Telemetry;
using Mfa.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mfa.ServiceDefaults;

/// <summary>What every service has in common: limits, strict JSON, problems, tokens, realms, telemetry, health.</summary>
public static class ServiceHost
{
    private const int LargestBody = 64 * 1024;
    private static readonly string[] QuietCategories = ["Microsoft.AspNetCore", "Microsoft.EntityFrameworkCore", "Microsoft.Extensions", "System.Net.Http", "Yarp", "Mfa.ServiceDefaults.Tokens"];
    private static readonly TimeSpan RequestLimit = TimeSpan.FromSeconds(2);

    /// <param name="name">The service's name as others address it.</param>
    /// <param name="types">The source-generated JSON of its requests and answers.</param>
    public static WebApplicationBuilder CreateBuilder(string name, string[] args, IJsonTypeInfoResolver types)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.AddTelemetry(name);
        Quiet(builder.Configuration);
        // The slim builder leaves TLS out; it costs nothing where no address says https.
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel((context, kestrel) => Limit(kestrel, context.Configuration.GetValue("H2C_PORT", -1)));
        var publicUrl = builder.Configuration["PublicUrl"] ?? throw new InvalidOperationException("PublicUrl must hold the public address of the gateway.");

        var services = builder.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(new ServiceIdentity(name));
        services.AddSingleton(new ProblemOptions(new Uri(publicUrl)));
        services.AddSingleton(RealmsOf(builder));
        services.AddSingleton<ServiceAddresses>();
        services.AddTokenAuthorization();
        services.AddHealthChecks();
        services.AddRequestTimeouts(timeouts => timeouts.DefaultPolicy = new RequestTimeoutPolicy
        {
            Timeout = RequestLimit,
            TimeoutStatusCode = StatusCodes.Status503ServiceUnavailable,
            WriteTimeoutResponse = context => Problem.Unavailable("service").ExecuteAsync(context),
        });
        services.ConfigureHttpJsonOptions(json => StrictJson.Apply(json.SerializerOptions, types));
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        return builder;
    }

    /// <summary>Builds the service with the common pipeline in front of its routes.</summary>
    /// <param name="beforeRouting">What looks at a request before it has a route; its refusals take the one problem shape too.</param>
    public static WebApplication BuildService(this WebApplicationBuilder builder, Action<IApplicationBuilder>? beforeRouting = null)
    {
        var app = builder.Build();
        app.UseMiddleware<RequestSpan>();
        app.UseMiddleware<ProblemResponses>();
        app.UseMiddleware<Utf8Bodies>();
        beforeRouting?.Invoke(app);
        app.UseRouting();
        app.UseRequestTimeouts();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapHealth();
        return app;
    }

    /// <summary>A line a request costs more than the request, and the client's lines hold addresses; spans tell the same. Settings may say otherwise.</summary>
    private static void Quiet(ConfigurationManager configuration) => configuration.Sources.Insert(0, new MemoryConfigurationSource
    {
        InitialData = QuietCategories.Select(category => KeyValuePair.Create("Logging:LogLevel:" + category, (string?)nameof(LogLevel.Warning))),
    });

    /// <param name="h2cPort">The port on which our services meet: HTTP/2 without TLS needs one of its own. Every other speaks HTTP/1.1.</param>
    private static void Limit(KestrelServerOptions kestrel, int h2cPort)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = LargestBody;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5);
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        kestrel.ConfigureEndpointDefaults(endpoint =>
            endpoint.Protocols = endpoint.IPEndPoint?.Port == h2cPort ? HttpProtocols.Http2 : HttpProtocols.Http1);
    }

    private static RealmCatalog RealmsOf(WebApplicationBuilder builder)
    {
        string[] folders =
        [
            builder.Configuration["Realms:Path"] ?? Path.Combine(AppContext.BaseDirectory, "realms"),
            .. builder.Configuration.GetSection("Realms:AdditionalPaths").GetChildren().Select(path => path.Value!),
        ];
        return RealmCatalog.Load(folders, builder.Environment.IsProduction());
    }
}
