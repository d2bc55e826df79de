using System.CommandLine;
using System.Text.Json.Nodes;

namespace Mfa.Mfactl.Operations;

/// <summary>How the services are.</summary>
internal static class ShowStatus
{
    public static Command Command() => new ConsoleCommand("status", "Shows how the services are.", "mfactl operations status", "mfactl operations status --json")
        .Does(async (run, stop) => run.Screen.Show(JsonObject.Create(await run.Client.Operations.GetStatusAsync(stop))!));
}
