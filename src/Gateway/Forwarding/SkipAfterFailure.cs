using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Mfa.Gateway.Forwarding;

/// <summary>
/// An instance that failed to answer once is skipped for a moment, until the probes know better. When all of a service's instances
/// are skipped, all are tried (the clusters' policy is HealthyOrPanic).
/// </summary>
internal sealed partial class SkipAfterFailure(IDestinationHealthUpdater health, ILogger<SkipAfterFailure> logger) : IPassiveHealthCheckPolicy
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(2);

    public string Name => nameof(SkipAfterFailure);

    public void RequestProxied(HttpContext context, ClusterState cluster, DestinationState destination)
    {
        if (context.GetForwarderErrorFeature() is not { } failure || !IsTheInstances(failure.Error))
            return;
        if (destination.Health.Passive != DestinationHealth.Unhealthy)
            Log.Skipped(logger, cluster.ClusterId, destination.DestinationId, failure.Error);
        health.SetPassive(cluster, destination, DestinationHealth.Unhealthy, Moment);
    }

    private static bool IsTheInstances(ForwarderError error) =>
        error is ForwarderError.Request or ForwarderError.RequestTimedOut or ForwarderError.ResponseBodyDestination;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Service} at {Destination} did not answer ({Error}); it is skipped for a moment")]
        public static partial void Skipped(ILogger logger, string service, string destination, ForwarderError error);
    }
}
