using System.Net;
using Mfa.Realms;
using Mfa.ServiceDefaults.Health;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Mfa.Gateway.Health;

/// <summary>What a probe of <c>/health/ready</c> says of an instance: it works when it is ready and was deployed with the same realm files as this gateway.</summary>
internal sealed partial class ReadyWithSameRealms(RealmCatalog realms, IDestinationHealthUpdater health, ILogger<ReadyWithSameRealms> logger)
    : IActiveHealthCheckPolicy
{
    public string Name => nameof(ReadyWithSameRealms);

    public void ProbingCompleted(ClusterState cluster, IReadOnlyList<DestinationProbingResult> probingResults) =>
        health.SetActive(cluster, [.. probingResults.Select(probe => new NewActiveDestinationHealth(probe.Destination, Judge(cluster, probe)))]);

    private DestinationHealth Judge(ClusterState cluster, DestinationProbingResult probe)
    {
        var known = probe.Destination.Health.Active;
        var isReady = probe.Response is { StatusCode: HttpStatusCode.OK };
        var judged = isReady && HasOurRealms(probe.Response!) ? DestinationHealth.Healthy : DestinationHealth.Unhealthy;
        if (judged == known)
            return judged;
        if (judged == DestinationHealth.Healthy)
            Log.Ready(logger, cluster.ClusterId, probe.Destination.DestinationId);
        else if (isReady)
            Log.OtherRealms(logger, cluster.ClusterId, probe.Destination.DestinationId);
        else
            Log.NotReady(logger, cluster.ClusterId, probe.Destination.DestinationId);
        return judged;
    }

    private bool HasOurRealms(HttpResponseMessage ready) =>
        ready.Headers.TryGetValues(HealthEndpoints.RealmsHeader, out var told) && told.SequenceEqual([realms.Hash], StringComparer.Ordinal);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Service} at {Destination} is ready")]
        public static partial void Ready(ILogger logger, string service, string destination);

        [LoggerMessage(2, LogLevel.Warning, "{Service} at {Destination} is not ready")]
        public static partial void NotReady(ILogger logger, string service, string destination);

        [LoggerMessage(3, LogLevel.Error, "{Service} at {Destination} was deployed with other realm files than this gateway; it gets no requests")]
        public static partial void OtherRealms(ILogger logger, string service, string destination);
    }
}
