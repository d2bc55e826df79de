using System.CommandLine;
using Mfa.Mfactl.Api;

namespace Mfa.Mfactl.RelyingParties;

/// <summary>Lets a disabled relying party work again.</summary>
internal static class EnableRelyingParty
{
    public static Command Command()
    {
        var (id, reason) = (RelyingPartyId.Argument(), Reason.Option(required: false));
        return new ConsoleCommand("enable", "Lets a disabled relying party work again.", "mfactl relying-parties enable rp_…") { id, reason }
            .Does(async (run, stop) => run.Screen.Show(Documents.Of(await run.Client.RelyingParties.EnableAsync(run.Get(id), run.Get(reason), stop))));
    }
}
