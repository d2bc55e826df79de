using System.Collections.Concurrent;
using System.Net;
using Mfa.Realms;
using Mfa.ServiceDefaults.Health;
using Mfa.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Mfa.Gateway.Tests.Infrastructure;

/// <summary>What a service saw of one request.</summary>
internal sealed record Arrival(string Protocol, string Method, string Target, IReadOnlyDictionary<string, string> Headers, byte[] Body);

/// <summary>A service behind the gateway: HTTP/2 without TLS on loopback, remembers what arrived, answers what the test says.</summary>
internal sealed class ServiceDouble : IAsyncDisposable
{
    public static readonly string RealmsHash = RealmCatalog.Load([Path.Combine(AppContext.BaseDirectory, "realms")], production: true).Hash;

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Arrival> _arrivals = new();

    private int _probes;

    private ServiceDouble(string name, int port)
    {
        Name = name;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http2));
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    public string Name { get; }

    public Uri Address => new(_app.Urls.Single());

    /// <summary>Everything that arrived but the probes.</summary>
    public IReadOnlyList<Arrival> Arrivals => [.. _arrivals];

    /// <summary>By default: 200 with the service's name and target.</summary>
    public Func<HttpContext, Task>? Answer { get; set; }

    public Func<HttpContext, Task> Readiness { get; set; } = Ready(RealmsHash);

    public static async Task<ServiceDouble> StartAsync(string name, int port = 0)
    {
        var service = new ServiceDouble(name, port);
        await service._app.StartAsync();
        return service;
    }

    public static Func<HttpContext, Task> Ready(string realms, int status = 200) => context =>
    {
        context.Response.StatusCode = status;
        context.Response.Headers[HealthEndpoints.RealmsHeader] = realms;
        return context.Response.WriteAsync("ready");
    };

    /// <summary>Waits for the next probe to have been answered.</summary>
    public async Task ProbedAsync()
    {
        var before = Volatile.Read(ref _probes);
        await Eventually.IsTrueAsync(() => Volatile.Read(ref _probes) > before, "the next probe");
    }

    public void Forget() => _arrivals.Clear();

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        if (context.Request.Path == "/health/ready")
        {
            await Readiness(context);
            Interlocked.Increment(ref _probes);
            return;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var request = context.Request;
        _arrivals.Enqueue(new Arrival(
            request.Protocol, request.Method, context.Features.Get<IHttpRequestFeature>()!.RawTarget,
            request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase), body.ToArray()));
        if (Answer is { } answer)
            await answer(context);
        else
            await context.Response.WriteAsJsonAsync(new { service = Name });
    }
}
