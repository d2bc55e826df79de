using System.CommandLine;
using Mfa.Client;
using Mfa.Mfactl.Api;

namespace Mfa.Mfactl.RelyingParties;

/// <summary>A new relying party, with a secret that is told once or with a key of its own.</summary>
internal static class CreateRelyingParty
{
    public static Command Command()
    {
        var (file, key, secret) = (RelyingPartyFile.Option(), RelyingPartyFile.PublicKey(), SecretFile.Option());
        return new ConsoleCommand(
            "create", "Makes a relying party from a file. Its secret is shown once, or goes into the file of --secret-out.",
            "mfactl relying-parties create --from tax-office.json --secret-out tax-office.secret",
            "mfactl relying-parties create --from tax-office.json --public-key tax-office.jwk")
        {
            file,
            key,
            secret,
        }
        .Does(async (run, stop) =>
        {
            var told = await RelyingPartyFile.ReadAsync<CreateRelyingPartyRequest>(run, run.GetRequired(file), stop);
            var request = told with { Jwks = RelyingPartyFile.KeysOf(run.Get(key)) ?? told.Jwks };
            await SecretFile.ShowAsync(run, request.Jwks is null ? run.Get(secret) : null,
                async () => Documents.Of(await run.Client.RelyingParties.CreateAsync(request, cancellationToken: stop)));
        });
    }
}
