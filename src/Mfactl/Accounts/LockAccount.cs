using System.CommandLine;
using Mfa.Mfactl.Api;

namespace Mfa.Mfactl.Accounts;

/// <summary>Locks an account: nobody signs in to it, and all its sessions end.</summary>
internal static class LockAccount
{
    public static Command Command()
    {
        var (id, reason) = (AccountId.Argument(), Reason.Option());
        return new ConsoleCommand(
            "lock", "Locks an account: nobody signs in to it, and all its sessions end.",
            "mfactl accounts lock acc_… --reason \"fraud reported by the person, ticket 4711\"")
        {
            id,
            reason,
        }
        .Does(async (run, stop) => run.Screen.Show(Documents.Of(await run.Client.Accounts.LockAsync(run.Get(id), run.GetRequired(reason), stop))));
    }
}
