using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Time;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Mfa.Notifier.Queue;

/// <summary>Ready while the store answers and its clock is within five seconds of ours. Broker and mail server are waited for, not needed.</summary>
internal sealed class QueueHealth(MailQueue queue, StoreClock clock, TimeProvider time) : IHealthCheck
{
    private const long LargestSkew = 5_000;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await queue.RenewAsync([]);
        }
        catch (DependencyUnavailableException)
        {
            return HealthCheckResult.Unhealthy("The mail queue does not answer.");
        }

        var skew = clock.Now - time.GetUtcNow().ToUnixTimeMilliseconds();
        return Math.Abs(skew) <= LargestSkew ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy($"The store's clock differs by {skew} ms.");
    }
}
