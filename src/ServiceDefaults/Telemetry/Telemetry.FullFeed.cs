using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Mfa.ServiceDefaults.Telemetry;

/// <summary>
/// Traces, metrics and logs by OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set; nothing otherwise. Here OpenTelemetry's own hosting starts the
/// providers; the other side is <c>Telemetry.cs</c>.
/// </summary>
internal static class Telemetry
{
    /// <summary>What the instrumentation says of a request beyond <see cref="RequestSpan"/>: paths, queries and addresses, which are a person's.</summary>
    private static readonly string[] Unsaid =
        ["url.path", "url.query", "user_agent.original", "server.address", "server.port", "network.protocol.version", "client.address", "client.port"];

    public static void AddTelemetry(this WebApplicationBuilder builder, string service)
    {
        Activity.DefaultIdFormat = ActivityIdFormat.W3C;
        if (string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
            return;
        // A trace crosses our services, baggage does not.
        Sdk.SetDefaultTextMapPropagator(new TraceContextPropagator());
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(builder.Configuration["OTEL_SERVICE_NAME"] ?? service))
            .WithTracing(traces => traces
                .AddAspNetCoreInstrumentation(requests => requests.EnrichWithHttpRequest = Withhold)
                .AddHttpClientInstrumentation()
                .AddSource(Signals.Sources)
                .AddOtlpExporter())
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddMeter(Signals.Meters)
                .AddOtlpExporter())
            .WithLogging(logs => logs.AddOtlpExporter());
    }

    /// <summary>Called when the span begins and has these; nothing adds them later.</summary>
    private static void Withhold(Activity span, HttpRequest request)
    {
        foreach (var tag in Unsaid)
            span.SetTag(tag, null);
    }
}
