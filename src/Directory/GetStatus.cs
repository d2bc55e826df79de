using Mfa.Bus;
using Mfa.Bus.Mail;
using Mfa.Directories.Storage;
using Mfa.InternalApi;
using Mfa.Outboxes;
using Mfa.Realms;
using Mfa.ServiceDefaults.OpenApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Mfa.Directories;

/// <param name="SameRealms">The services that answered have the same realm files.</param>
/// <param name="Services">By name; of several instances of one, whichever answered.</param>
internal sealed record OperationsStatus(DateTimeOffset At, bool SameRealms, IReadOnlyDictionary<string, ServiceStatus> Services);

/// <summary>
/// GET /v1/operations/status: how the services are, asked all at once and for a moment only: one that does not answer is told as that, and the answer is 200 all
/// the same.
/// </summary>
internal static class GetStatus
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    public static void Map(IEndpointRouteBuilder operations) => operations.MapGet("/status", Handle).WithName(nameof(GetStatus))
        .WithSummary("Read how the services are").RequireScope(Scopes.Operate, Scopes.Audit).Refuses();

    private static async Task<Ok<OperationsStatus>> Handle(
        [AsParameters] Parts parts, EnrollmentClient enrollment, ChallengeClient challenge, TimeProvider time, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(Limit);
        var asked = await Task.WhenAll(
            TryAsync(async () => await OwnAsync(parts, limit.Token), stop),
            TryAsync(async () => (await enrollment.GetStatusAsync(limit.Token)).Value, stop),
            TryAsync(async () => (await challenge.GetStatusAsync(limit.Token)).Value, stop));
        var services = new Dictionary<string, ServiceStatus>(StringComparer.Ordinal) { ["directory"] = asked[0], ["enrollment"] = asked[1], ["challenge"] = asked[2] };
        var realms = asked.Select(status => status.RealmsHash).OfType<string>().Distinct(StringComparer.Ordinal).Count();
        return TypedResults.Ok(new OperationsStatus(time.GetUtcNow(), realms <= 1, services));
    }

    private static async Task<ServiceStatus> TryAsync(Func<Task<ServiceStatus?>> ask, CancellationToken callers)
    {
        try
        {
            return await ask() ?? ServiceStatus.Unreachable;
        }
        catch (Exception failure) when (failure is DependencyUnavailableException or System.Data.Common.DbException
            || (failure is OperationCanceledException && !callers.IsCancellationRequested))
        {
            return ServiceStatus.Unreachable;
        }
    }

    private static async Task<ServiceStatus> OwnAsync(Parts parts, CancellationToken stop)
    {
        var health = await parts.Health.CheckHealthAsync(stop);
        var backlog = await OutboxBacklog.ReadAsync(parts.Db, stop);
        var pending = await parts.Db.Notices.CountAsync(notice => notice.SentAt == null, stop);
        return new ServiceStatus(
            health.Status == HealthStatus.Healthy ? ServiceStatus.Ready : ServiceStatus.NotReady, ServiceStatus.VersionOf(typeof(GetStatus).Assembly),
            parts.Realms.Hash, parts.Bus.IsConnected,
            new Dictionary<string, int>(StringComparer.Ordinal)
            {
                ["pepper"] = parts.Keys.Pepper.Current,
                ["hash"] = parts.Keys.Hash.Current,
                [SealedMail.Key] = parts.Keys.Mail.Current,
            },
            new OutboxStatus(backlog.Waiting, backlog.OldestAt), PendingNotices: pending);
    }

    internal sealed record Parts(DirectoryDb Db, HealthCheckService Health, BusState Bus, DirectoryKeys Keys, RealmCatalog Realms);
}
