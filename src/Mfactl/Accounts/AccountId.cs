using System.CommandLine;

namespace Mfa.Mfactl.Accounts;

/// <summary>Whose account.</summary>
internal static class AccountId
{
    public static Argument<string> Argument() =>
        IdArgument.Of("ID", "acc_…", "The account, acc_…; mfactl accounts show finds it by its identifier.");
}
