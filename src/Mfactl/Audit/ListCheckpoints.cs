using System.CommandLine;
using Mfa.Mfactl.Api;
using Mfa.Mfactl.Screens;

namespace Mfa.Mfactl.Audit;

/// <summary>The signed checkpoints of the audit log: kept elsewhere, they are what nobody can take back.</summary>
internal static class ListCheckpoints
{
    public static Command Command()
    {
        var realm = new Option<string>("--realm") { Description = "Whose log.", HelpName = "REALM", Required = true };
        var limit = Documents.Limit();
        return new ConsoleCommand(
            "checkpoints", "Lists the signed checkpoints of the audit log. Keep copies elsewhere.",
            "mfactl audit checkpoints --realm hu-ugyfelkapu --json > checkpoints.json")
        {
            realm,
            limit,
        }
        .Does(async (run, stop) => run.Screen.ShowList(
            await Documents.ListAsync(run.Client.Audit.ListCheckpointsAsync(run.GetRequired(realm), cancellationToken: stop), run.GetRequired(limit), stop),
            Column.Of("Number", "number"), Column.Of("At", "at"), Column.Of("Up to", "sequence"), Column.Of("Hash", "hash")));
    }
}
