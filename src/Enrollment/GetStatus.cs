using Mfa.Bus;
using Mfa.Enrollments.Storage;
using Mfa.InternalApi;
using Mfa.Outboxes;
using Mfa.Realms;
using Mfa.ServiceDefaults.Keys;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Mfa.Enrollments;

/// <summary>GET /internal/status: what Directory tells operators of this instance.</summary>
internal static class GetStatus
{
    private static readonly string[] KeyNames = ["kek", "cache", EnrollmentModule.Hash, "revocation"];

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes.MapGet("/status", Handle);

    private static async Task<Ok<ServiceStatus>> Handle([AsParameters] Parts parts, CancellationToken stop)
    {
        var health = await parts.Health.CheckHealthAsync(stop);
        var backlog = await OutboxBacklog.ReadAsync(parts.Db, stop);
        var rotation = await RotateKeys.StateAsync(parts.Db, parts.Secrets, stop);
        return TypedResults.Ok(new ServiceStatus(
            health.Status == HealthStatus.Healthy ? ServiceStatus.Ready : ServiceStatus.NotReady, ServiceStatus.VersionOf(typeof(GetStatus).Assembly),
            parts.Realms.Hash, parts.Bus.IsConnected, KeyNames.ToDictionary(name => name, name => parts.Keys.SymmetricKeys(name).Current),
            new OutboxStatus(backlog.Waiting, backlog.OldestAt),
            KeyRotation: new KeyRotationStatus(rotation.State, rotation.KeyVersion, rotation.Remaining, rotation.Failed)));
    }

    internal sealed record Parts(EnrollmentDb Db, HealthCheckService Health, BusState Bus, KeyFolder Keys, RealmCatalog Realms, SecretProtector Secrets);
}
