using System.CommandLine;
using Mfa.Mfactl.Api;

namespace Mfa.Mfactl.RelyingParties;

/// <summary>The relying parties of the operator's realms.</summary>
internal static class ListRelyingParties
{
    public static Command Command() => new ConsoleCommand(
        "list", "Lists the relying parties of your realms, operators among them.", "mfactl relying-parties list", "mfactl relying-parties list --json")
        .Does(async (run, stop) => run.Screen.ShowList(
            await Documents.ListAsync(run.Client.RelyingParties.ListAsync(cancellationToken: stop), stop: stop), RelyingPartyId.Columns));
}
