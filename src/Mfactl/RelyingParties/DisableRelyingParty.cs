using System.CommandLine;
using Mfa.Mfactl.Api;

namespace Mfa.Mfactl.RelyingParties;

/// <summary>Ends all that a relying party may do, from its next request on.</summary>
internal static class DisableRelyingParty
{
    public static Command Command()
    {
        var (id, reason) = (RelyingPartyId.Argument(), Reason.Option(required: false));
        return new ConsoleCommand(
            "disable", "Ends all that a relying party may do, from its next request on.", "mfactl relying-parties disable rp_… --reason \"contract over\"")
        {
            id,
            reason,
        }
        .Does(async (run, stop) => run.Screen.Show(Documents.Of(await run.Client.RelyingParties.DisableAsync(run.Get(id), run.Get(reason), stop))));
    }
}
