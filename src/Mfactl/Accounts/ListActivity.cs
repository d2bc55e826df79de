using System.CommandLine;
using Mfa.Mfactl.Api;
using Mfa.Mfactl.Screens;

namespace Mfa.Mfactl.Accounts;

/// <summary>What happened to an account, as the person sees it.</summary>
internal static class ListActivity
{
    public static Command Command()
    {
        var (id, limit) = (AccountId.Argument(), Documents.Limit());
        return new ConsoleCommand(
            "activity", "Lists what happened to an account, as the person sees it.", "mfactl accounts activity acc_… --limit 20") { id, limit }
            .Does(async (run, stop) => run.Screen.ShowList(
                await Documents.ListAsync(run.Client.Accounts.ListActivityAsync(run.Get(id), cancellationToken: stop), run.GetRequired(limit), stop),
                Column.Of("At", "at"), Column.Of("What", "type"), Column.Of("Factor", "factor"), Column.Of("Purpose", "purpose"),
                Column.Of("Where", "relyingParty")));
    }
}
