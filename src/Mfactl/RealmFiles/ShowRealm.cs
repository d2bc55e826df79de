using System.CommandLine;
using System.Text.Json.Nodes;

namespace Mfa.Mfactl.RealmFiles;

/// <summary>A realm as it is deployed.</summary>
internal static class ShowRealm
{
    public static Command Command()
    {
        var id = IdArgument.Of("ID", "REALM", "The realm.");
        return new ConsoleCommand("show", "Shows a realm as it is deployed.", "mfactl realms show hu-ugyfelkapu") { id }
            .Does(async (run, stop) => run.Screen.Show(JsonObject.Create(await run.Client.Realms.GetAsync(run.Get(id), stop))!));
    }
}
