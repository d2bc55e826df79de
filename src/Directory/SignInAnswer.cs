using Mfa.Directories.Domain;
using Mfa.Directories.Tokens;
using Mfa.InternalApi;
using Mfa.Realms;
using Mfa.ServiceDefaults.Secrets;

namespace Mfa.Directories;

/// <summary>What a shown first factor is answered with, whichever it was.</summary>
internal static class SignInAnswer
{
    public static SignInResponse Of(Account account, Realm realm, SignInToken token, FactorSummary factors, DateTimeOffset now)
    {
        var (state, until) = SecondFactorOf(factors, realm, now);
        return new SignInResponse(account.Id, token.Text, token.ExpiresAt, state, until, factors.RecoveryCodesRemaining,
            [.. factors.Factors.Select(factor => new SignInFactor(factor.Id, factor.Type, factor.Status, HintOf(factor, account)))]);
    }

    /// <summary>The e-mail factor is the account's address, which is known here first.</summary>
    private static string HintOf(SummarisedFactor factor, Account account) =>
        factor.Type == "email" && account is { EmailVerified: true, Email: { } address } ? EmailHint.Of(address) : factor.Hint;

    /// <summary>An account that owes a factor is asked for it on every date, also when all it has are disabled.</summary>
    private static (string State, DateTimeOffset? Until) SecondFactorOf(FactorSummary factors, Realm realm, DateTimeOffset now)
    {
        if (factors.IsOwed())
            return ("required", null);
        return realm.RequiresSecondFactor(now) ? ("enrolment-required", null) : ("optional", realm.SecondFactorRequiredFrom);
    }
}
