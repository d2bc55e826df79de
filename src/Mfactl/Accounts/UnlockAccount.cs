using System.CommandLine;
using Mfa.Mfactl.Api;

namespace Mfa.Mfactl.Accounts;

/// <summary>Lets a locked account sign in again.</summary>
internal static class UnlockAccount
{
    public static Command Command()
    {
        var (id, reason) = (AccountId.Argument(), Reason.Option());
        return new ConsoleCommand(
            "unlock", "Lets a locked account sign in again.",
            "mfactl accounts unlock acc_… --reason \"identity checked at the desk, ticket 4711\"")
        {
            id,
            reason,
        }
        .Does(async (run, stop) => run.Screen.Show(Documents.Of(await run.Client.Accounts.UnlockAsync(run.Get(id), run.GetRequired(reason), stop))));
    }
}
