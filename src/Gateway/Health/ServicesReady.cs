using Microsoft.Extensions.Diagnostics.HealthChecks;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace Mfa.Gateway.Health;

/// <summary>Ready only while every service has an instance that <see cref="ReadyWithSameRealms"/> calls healthy.</summary>
internal sealed class ServicesReady(IProxyStateLookup proxy) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var missing = proxy.GetClusters()
            .Where(cluster => !cluster.Destinations.Values.Any(destination => destination.Health.Active == DestinationHealth.Healthy))
            .Select(cluster => cluster.ClusterId).Order(StringComparer.Ordinal).ToArray();
        return Task.FromResult(missing.Length == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("not ready: " + string.Join(", ", missing)));
    }
}
