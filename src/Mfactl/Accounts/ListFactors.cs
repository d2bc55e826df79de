using System.CommandLine;
using Mfa.Mfactl.Api;
using Mfa.Mfactl.Screens;

namespace Mfa.Mfactl.Accounts;

/// <summary>The factors of an account.</summary>
internal static class ListFactors
{
    public static Command Command()
    {
        var id = AccountId.Argument();
        return new ConsoleCommand("factors", "Lists an account's factors.", "mfactl accounts factors acc_…") { id }
            .Does(async (run, stop) => run.Screen.ShowList(
                await Documents.ListAsync(run.Client.Factors.ListAsync(run.Get(id), cancellationToken: stop), stop: stop),
                Column.Of("Factor", "id"), Column.Of("Type", "type"), Column.Of("Status", "status"), Column.Of("Hint", "hint"),
                Column.Of("Confirmed", "confirmedAt"), Column.Of("Last used", "lastUsedAt")));
    }
}
