using System.CommandLine;
using System.Text.Json.Nodes;
using Mfa.Mfactl.Keys;
using Mfa.Mfactl.Screens;

namespace Mfa.Mfactl.Profiles;

/// <summary>Keeps an address, a client id and a key's file under a name.</summary>
internal static class SaveProfile
{
    public static Command Command() => new ConsoleCommand(
        "save", "Keeps --url, --client-id and --key under the name of --profile.",
        "mfactl profiles save --url https://mfa.example.gov --client-id rp_… --key ~/.config/mfactl/me.pem",
        "mfactl profiles save --profile staging --url https://mfa.staging.example.gov --client-id rp_… --key ~/.config/mfactl/staging.pem")
        .Does(async (run, stop) =>
        {
            var profile = Of(run.Url, run.ClientId, run.Key);
            KeyFile.Read(profile.KeyFile).Dispose();
            var file = await run.Profiles.SaveAsync(run.ProfileName, profile, stop);
            run.Screen.Show(new JsonObject { ["profile"] = run.ProfileName, ["file"] = file }, $"{file} is written: --profile {run.ProfileName} uses it.");
        });

    /// <exception cref="Complaint">Something is missing or is no address.</exception>
    public static Profile Of(string? url, string? clientId, string? key)
    {
        if (url is null || clientId is null || key is null)
            throw Complaint.Of("A profile has an address, a client id and a key.", "Say --url, --client-id and --key.");
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttps && !address.IsLoopback))
            throw Complaint.Of("The address is not an https address.", "Say --url https://HOST; plain http is for this machine alone.");
        return new Profile(address.ToString(), clientId, Path.GetFullPath(key));
    }
}
