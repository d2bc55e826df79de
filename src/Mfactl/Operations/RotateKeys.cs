using System.CommandLine;
using System.Globalization;
using Mfa.Client;
using Mfa.Mfactl.Api;
using Mfa.Mfactl.Screens;

namespace Mfa.Mfactl.Operations;

/// <summary>Wraps every account's data key under the newest key-encryption key, while the service runs.</summary>
internal static class RotateKeys
{
    private const string Running = "running";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static Command Command()
    {
        var wait = new Option<bool>("--wait") { Description = "Stay until it is done, and tell how far it is." };
        var show = new Option<bool>("--show") { Description = "Start nothing; show how far it is." };
        return new ConsoleCommand(
            "rotate-keys", "Puts all authenticator secrets under the newest key (a new kek-N.key first: docs/operate.md), while the service runs.",
            "mfactl operations rotate-keys --wait", "mfactl operations rotate-keys --show")
        {
            wait,
            show,
        }
        .Does(async (run, stop) =>
        {
            var rotation = run.Get(show) ? await run.Client.Operations.GetKeyRotationAsync(stop) : await run.Client.Operations.StartKeyRotationAsync(stop);
            if (run.Get(wait))
                rotation = await WaitAsync(run, rotation, stop);
            if (rotation is { Failed: > 0 } && rotation.State != Running)
                throw new Complaint(
                    string.Create(CultureInfo.InvariantCulture, $"{rotation.Failed} accounts could not be done."),
                    "Enrollment's log names them; keep the old key until they are.");
            run.Screen.Show(Documents.Of(rotation));
        });
    }

    private static async Task<KeyRotation> WaitAsync(Run run, KeyRotation rotation, CancellationToken stop)
    {
        await run.Screen.ShowProgressAsync("Accounts under the new key", async progress =>
        {
            while (rotation.State == Running)
            {
                progress(rotation.Total - rotation.Remaining, rotation.Total);
                await Task.Delay(Pause, run.Terminal.Time, stop);
                rotation = await run.Client.Operations.GetKeyRotationAsync(stop);
            }

            progress(rotation.Total - rotation.Remaining, rotation.Total);
        });
        return rotation;
    }
}
