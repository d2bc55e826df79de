using System.CommandLine;
using Mfa.Mfactl.Api;

namespace Mfa.Mfactl.RelyingParties;

/// <summary>A new secret for a relying party; the old one is good for a while longer.</summary>
internal static class RotateSecret
{
    public static Command Command()
    {
        var (id, secret) = (RelyingPartyId.Argument(), SecretFile.Option());
        var overlap = new Option<int?>("--overlap") { Description = "Seconds for which the old secret is good too; a day unless you say.", HelpName = "SECONDS" };
        return new ConsoleCommand(
            "rotate-secret", "Makes a new secret. The old one ends after an overlap.",
            "mfactl relying-parties rotate-secret rp_… --secret-out tax-office.secret", "mfactl relying-parties rotate-secret rp_… --overlap 0")
        {
            id,
            overlap,
            secret,
        }
        .Does((run, stop) => SecretFile.ShowAsync(run, run.Get(secret), async () => Documents.Of(await run.Client.RelyingParties.RotateSecretAsync(
            run.Get(id), run.Get(overlap) is { } seconds ? TimeSpan.FromSeconds(seconds) : null, stop))));
    }
}
