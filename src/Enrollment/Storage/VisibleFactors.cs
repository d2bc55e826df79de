using Mfa.Enrollments.Domain;
using Mfa.ServiceDefaults.Tokens;

namespace Mfa.Enrollments.Storage;

/// <summary>What a relying party may know of: its realms' confirmed factors, and of the unconfirmed ones only those it began.</summary>
internal static class VisibleFactors
{
    public static IQueryable<Factor> InRealmsOf(this IQueryable<Factor> factors, Caller caller)
    {
        var realms = caller.Realms;
        return factors.Where(factor => realms.Contains(factor.Realm));
    }

    public static IQueryable<Factor> VisibleTo(this IQueryable<Factor> factors, Caller caller, DateTimeOffset now)
    {
        var client = caller.ClientId;
        return factors.InRealmsOf(caller).Where(factor => factor.Place != null
            || ((factor.Status == FactorStatus.Pending || factor.Status == FactorStatus.ProofRequired) && factor.BornAt != null && factor.ExpiresAt > now && factor.RelyingParty == client));
    }
}
