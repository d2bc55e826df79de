using Mfa.Bus;
using Mfa.Bus.Mail;
using Mfa.Challenges.Storage;
using Mfa.InternalApi;
using Mfa.Realms;
using Mfa.ServiceDefaults.Keys;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Mfa.Challenges.Internal;

/// <summary>GET /internal/status: what Directory tells operators of this instance and of the code store.</summary>
internal static class GetStatus
{
    private static readonly string[] KeyNames = ["hash", "cache", SealedMail.Key];

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/status", Handle);

    /// <summary>Without the store there is no word of it: the service does not answer, and is told as unreachable.</summary>
    private static async Task<Ok<ServiceStatus>> Handle([AsParameters] Parts parts, CancellationToken stop)
    {
        var stored = await parts.Store.RunAsync(Script.Status, new StatusOrder(), StoreJson.Default.StatusOrder);
        var health = await parts.Health.CheckHealthAsync(stop);
        return TypedResults.Ok(new ServiceStatus(
            health.Status == HealthStatus.Healthy ? ServiceStatus.Ready : ServiceStatus.NotReady, ServiceStatus.VersionOf(typeof(GetStatus).Assembly),
            parts.Realms.Hash, parts.Bus.IsConnected, KeyNames.ToDictionary(name => name, name => parts.Keys.SymmetricKeys(name).Current),
            Streams: new Dictionary<string, long>(StringComparer.Ordinal) { ["outcomes"] = stored.Number(3), ["bus"] = stored.Number(4) },
            StoreEpoch: DateTimeOffset.FromUnixTimeMilliseconds(stored.Number(2))));
    }

    internal sealed record Parts(CodeStore Store, HealthCheckService Health, BusState Bus, KeyFolder Keys, RealmCatalog Realms);
}
