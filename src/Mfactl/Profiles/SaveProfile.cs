using System.CommandLine;
using System.Text.Json.Nodes;
using Mfa.Mfactl.Keys;
using Mfa.Mfactl.Screens;

namespace Mfa.Mfactl.Profiles;

/// <summary>Keeps an address, a client id and a key's file under a name.</summary>
internal static class SaveProfile
{
    public static Command Command() => new ConsoleCommand(
        "save", "Keeps --url, --client-id and --key under the name of --profile; what you leave out stays.",
        "mfactl profiles save --url https://mfa.example.gov --client-id rp_… --key ~/.config/mfactl/me.pem",
        "mfactl profiles save --profile staging --url https://mfa.staging.example.gov --client-id rp_… --key ~/.config/mfactl/staging.pem")
        .Does(async (run, stop) =>
        {
            var kept = run.Profiles.Find(run.ProfileName);
            var profile = Of(run.Url ?? kept?.Url, run.ClientId ?? kept?.ClientId, run.Key ?? kept?.KeyFile);
            KeyFile.Read(profile.KeyFile).Dispose();
            var file = await run.Profiles.SaveAsync(run.ProfileName, profile, stop);
            run.Screen.Show(new JsonObject { ["profile"] = run.ProfileName, ["file"] = file }, $"{file} is written: --profile {run.ProfileName} uses it.");
        });

    /// <exception cref="Complaint">Something is missing or is no address.</exception>
    public static Profile Of(string? url, string? clientId, string? key) => url is not null && clientId is not null && key is not null
        ? new Profile(AddressOf(url), clientId, Path.GetFullPath(key))
        : throw Complaint.Of("A profile has an address, a client id and a key.", "Say --url, --client-id and --key.");

    /// <exception cref="Complaint">It is none.</exception>
    public static string AddressOf(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
            ? address.ToString() : throw Complaint.Of("The address is not an https address.", "Say --url https://HOST; plain http is for this machine alone.");
}
