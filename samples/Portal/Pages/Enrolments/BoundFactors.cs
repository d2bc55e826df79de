using Mfa.Client;
using Mfa.Samples.Portal.Problems;

namespace Mfa.Samples.Portal.Pages.Enrolments;

/// <summary>What an account has enrolled, working or switched off.</summary>
internal static class BoundFactors
{
    public static ValueTask<List<Factor>> ListAsync(MfaClient mfa, string accountId, CancellationToken stop) =>
        mfa.Factors.ListAsync(accountId, cancellationToken: stop)
            .Where(factor => factor.Status is FactorStatuses.Active or FactorStatuses.Disabled).ToListAsync(stop);

    /// <summary>For a page that is right without them too.</summary>
    public static async Task<IReadOnlyList<Factor>> TryListAsync(MfaClient mfa, string accountId, CancellationToken stop)
    {
        try
        {
            return await ListAsync(mfa, accountId, stop);
        }
        catch (Exception failure) when (failure is MfaProblemException || ProblemNotice.IsOutage(failure))
        {
            return [];
        }
    }
}
