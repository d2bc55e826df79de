using System.Net;
using Mfa.ServiceDefaults.Http;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;

namespace Mfa.Gateway.Forwarding;

/// <summary>
/// Gives each cluster the instances of the service it is named for, <c>services:{name}:h2c:{n}</c>, and to all of them the same rules:
/// HTTP/2 without TLS, an answer within 1.8 s so that the caller has one within 2 s, and no instance that does not work.
/// </summary>
internal sealed class ServiceClusters(ServiceAddresses addresses) : IProxyConfigFilter
{
    private static readonly ForwarderRequestConfig Request = new()
    {
        Version = HttpVersion.Version20,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        ActivityTimeout = TimeSpan.FromSeconds(1.8),
    };

    private static readonly HealthCheckConfig Health = new()
    {
        AvailableDestinationsPolicy = HealthCheckConstants.AvailableDestinations.HealthyOrPanic,
        Passive = new PassiveHealthCheckConfig { Enabled = true, Policy = nameof(SkipAfterFailure) },
        Active = new ActiveHealthCheckConfig
        {
            Enabled = true,
            Policy = nameof(Gateway.Health.ReadyWithSameRealms),
            Path = "/health/ready",
            Interval = TimeSpan.FromSeconds(1),
            Timeout = TimeSpan.FromSeconds(1),
        },
    };

    public ValueTask<ClusterConfig> ConfigureClusterAsync(ClusterConfig origCluster, CancellationToken cancel) => ValueTask.FromResult(origCluster with
    {
        HttpRequest = Request,
        HealthCheck = Health,
        Destinations = addresses.Of(origCluster.ClusterId)
            .ToDictionary(address => address.Authority, address => new DestinationConfig { Address = address.ToString() }, StringComparer.OrdinalIgnoreCase),
    });

    public ValueTask<RouteConfig> ConfigureRouteAsync(RouteConfig route, ClusterConfig? cluster, CancellationToken cancel) => ValueTask.FromResult(route);
}
