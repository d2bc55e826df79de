using Mfa.Client;

namespace Mfa.Samples.Portal.Pages.Enrolments;

/// <summary>What an account has enrolled, working or switched off.</summary>
internal static class BoundFactors
{
    public static Task<List<Factor>> ListAsync(MfaClient mfa, string accountId, CancellationToken stop) =>
        mfa.Factors.ListAsync(accountId, cancellationToken: stop)
            .Where(factor => factor.Status is FactorStatuses.Active or FactorStatuses.Disabled).ToListAsync(stop).AsTask();
}
