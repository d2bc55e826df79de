using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;

namespace Mfa.Mfactl.RelyingParties;

/// <summary>Where a secret goes that the service tells once: on the screen, or into a file of the operator's own.</summary>
internal static class SecretFile
{
    private const string Secret = "secret";

    public static Option<string> Option() =>
        new("--secret-out") { Description = "The file to make for the secret, readable by you alone; without it the secret is shown once.", HelpName = "FILE" };

    /// <summary>Shows what the service answers, without its secret if that goes into a file.</summary>
    /// <param name="ask">The file is there before the service is asked, so that the secret has a place to go.</param>
    public static async Task ShowAsync(Run run, string? file, Func<Task<JsonObject>> ask)
    {
        if (file is null)
        {
            var answer = await ask();
            run.Screen.Show(answer);
            if (answer.ContainsKey(Secret))
                run.Screen.Say("The secret is not shown again.");
            return;
        }

        JsonObject? shown = null;
        await PrivateFile.WriteNewAsync(file, async stream =>
        {
            shown = await ask();
            await stream.WriteAsync(Encoding.ASCII.GetBytes(shown[Secret]?.GetValue<string>() ?? ""));
            if (shown.Remove(Secret))
                shown["secretFile"] = file;
        });
        run.Screen.Show(shown!);
    }
}
