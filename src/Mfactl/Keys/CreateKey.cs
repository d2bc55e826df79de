using System.CommandLine;
using Mfa.Mfactl.Screens;

namespace Mfa.Mfactl.Keys;

/// <summary>A new key pair, made by the person it is for: only the public half is handed over.</summary>
internal static class CreateKey
{
    public static Command Command() => new ConsoleCommand(
        "create", "Makes your key pair in the file of --key, and shows the public half for whoever makes you an operator.",
        "mfactl keys create --key ~/.config/mfactl/me.pem --json > me.jwk")
        .Does(async (run, _) =>
        {
            var file = run.Key ?? throw Complaint.Of("No file is named for the key.", "Say --key FILE.");
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
            using var key = await KeyFile.CreateAsync(file);
            run.Screen.Say($"The private key is in {file}: keep it there, and to yourself.");
            run.Screen.Show(PublicJwk.Of(key));
        });
}
