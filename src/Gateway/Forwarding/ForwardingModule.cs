using Mfa.Gateway.Health;
using Yarp.ReverseProxy.Health;

namespace Mfa.Gateway.Forwarding;

/// <summary>Requests on their way to a service: routes and clusters are in <c>appsettings.json</c>, where the services are comes from the environment.</summary>
internal static class ForwardingModule
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(1);

    public static void AddForwarding(this WebApplicationBuilder builder)
    {
        builder.Services.AddReverseProxy()
            .LoadFromConfig(builder.Configuration.GetSection("ReverseProxy"))
            .AddConfigFilter<ServiceClusters>()
            .AddTransforms<RequestHeaders>()
            .ConfigureHttpClient((_, handler) => Limit(handler));
        builder.Services.AddSingleton<IPassiveHealthCheckPolicy, SkipAfterFailure>();
        builder.Services.AddSingleton<IActiveHealthCheckPolicy, ReadyWithSameRealms>();
        builder.Services.AddHealthChecks().AddCheck<ServicesReady>("services");
    }

    public static void MapForwarding(this WebApplication app) => app.MapReverseProxy(proxy =>
    {
        proxy.UseMiddleware<RequestBody>();
        proxy.UseMiddleware<Failover>();
        proxy.UseLoadBalancing();
        proxy.UsePassiveHealthChecks();
    });

    private static void Limit(SocketsHttpHandler handler)
    {
        handler.ConnectCallback = (context, stop) => Connection.OpenAsync(context.DnsEndPoint, ConnectLimit, stop);
        handler.KeepAlivePingDelay = PingEvery;
        handler.KeepAlivePingTimeout = PingEvery;
        handler.PooledConnectionLifetime = TimeSpan.FromMinutes(5);
        handler.EnableMultipleHttp2Connections = true;
    }
}
