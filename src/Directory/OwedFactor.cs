using Mfa.InternalApi;

namespace Mfa.Directories;

internal static class OwedFactor
{
    /// <summary>The account once had a confirmed factor, or has one now: its password alone is not enough.</summary>
    public static bool IsOwed(this FactorSummary summary) => summary.Owed || summary.Factors.Any(factor => factor.Status is "active" or "disabled");
}
