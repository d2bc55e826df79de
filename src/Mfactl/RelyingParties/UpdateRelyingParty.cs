using System.CommandLine;
using Mfa.Client;
using Mfa.Mfactl.Api;

namespace Mfa.Mfactl.RelyingParties;

/// <summary>Changes what a file names of a relying party; its access tokens end.</summary>
internal static class UpdateRelyingParty
{
    public static Command Command()
    {
        var (id, file, key) = (RelyingPartyId.Argument(), RelyingPartyFile.Option(required: false), RelyingPartyFile.PublicKey());
        return new ConsoleCommand(
            "update", "Changes the members that a file names, and the key; its access tokens end.",
            "mfactl relying-parties update rp_… --from changes.json", "mfactl relying-parties update rp_… --public-key next.jwk")
        {
            id,
            file,
            key,
        }
        .Does(async (run, stop) =>
        {
            var told = run.Get(file) is { } from
                ? await RelyingPartyFile.ReadAsync<UpdateRelyingPartyRequest>(run, from, stop) : new UpdateRelyingPartyRequest();
            var request = told with { Jwks = RelyingPartyFile.KeysOf(run.Get(key)) ?? told.Jwks };
            run.Screen.Show(Documents.Of(await run.Client.RelyingParties.UpdateAsync(run.Get(id), request, stop)));
        });
    }
}
