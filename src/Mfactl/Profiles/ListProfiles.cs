using System.CommandLine;
using System.Text.Json.Nodes;
using Mfa.Mfactl.Screens;

namespace Mfa.Mfactl.Profiles;

/// <summary>The profiles kept on this machine.</summary>
internal static class ListProfiles
{
    public static Command Command() => new ConsoleCommand("list", "Shows the profiles kept here.", "mfactl profiles list").Does((run, _) =>
    {
        var items = run.Profiles.Names.Select(name => (Name: name, Profile: run.Profiles.Find(name)!)).Select(one => (JsonNode)new JsonObject
        {
            ["name"] = one.Name,
            ["url"] = one.Profile.Url,
            ["clientId"] = one.Profile.ClientId,
            ["keyFile"] = one.Profile.KeyFile,
        });
        run.Screen.ShowList(new JsonObject { ["items"] = new JsonArray([.. items]) },
            Column.Of("Name", "name"), Column.Of("Address", "url"), Column.Of("Client id", "clientId"), Column.Of("Key", "keyFile"));
        return Task.CompletedTask;
    });
}
