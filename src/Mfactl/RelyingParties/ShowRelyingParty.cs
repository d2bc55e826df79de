using System.CommandLine;
using Mfa.Mfactl.Api;

namespace Mfa.Mfactl.RelyingParties;

/// <summary>One relying party's record.</summary>
internal static class ShowRelyingParty
{
    public static Command Command()
    {
        var id = RelyingPartyId.Argument();
        return new ConsoleCommand("show", "Shows a relying party's record.", "mfactl relying-parties show rp_…") { id }
            .Does(async (run, stop) => run.Screen.Show(Documents.Of(await run.Client.RelyingParties.GetAsync(run.Get(id), stop))));
    }
}
