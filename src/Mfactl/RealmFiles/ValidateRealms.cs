using System.CommandLine;
using System.Text.Json.Nodes;
using Mfa.Mfactl.Screens;
using Mfa.Realms;

namespace Mfa.Mfactl.RealmFiles;

/// <summary>Reads realm files as every service does at its start, without one.</summary>
internal static class ValidateRealms
{
    public static Command Command()
    {
        var paths = new Argument<string[]>("FOLDER|FILE")
        {
            Description = "Realm files, or folders of them; read together, as a deployment has them.",
            Arity = ArgumentArity.OneOrMore,
        };
        paths.Validators.Add(told =>
        {
            foreach (var token in told.Tokens.Where(token => token.Value.StartsWith('-')))
                told.AddError($"There is no option {token.Value}.");
        });
        var development = new Option<bool>("--development") { Description = "Allow what only development may: plain http, little work, no proof." };
        return new ConsoleCommand(
            "validate", "Says whether the services would start with these realm files; names the file and the member of every mistake. Needs no service.",
            "mfactl realms validate /etc/mfa/realms", "mfactl realms validate my-realm.json --development")
        {
            paths,
            development,
        }
        .Does((run, _) =>
        {
            var realms = Read(run.Get(paths), production: !run.Get(development));
            run.Screen.ShowList(new JsonObject
            {
                ["hash"] = realms.Hash,
                ["items"] = new JsonArray([.. realms.All.OrderBy(realm => realm.Id, StringComparer.Ordinal).Select(Summary)]),
            }, Column.Of("Realm", "id"), Column.Of("Address", "publicUrl"), Column.Of("Locales", "locales"), Column.Of("Factors", "factors"));
            run.Screen.Say($"All is well. The services of a deployment with these files tell the hash {realms.Hash}.");
            return Task.CompletedTask;
        });
    }

    private static RealmCatalog Read(IEnumerable<string> paths, bool production)
    {
        try
        {
            return RealmCatalog.Load(paths, production);
        }
        catch (RealmFileException mistakes)
        {
            throw new Complaint("The services would not start with these realm files:", "Mend the members named.") { Details = mistakes.Errors };
        }
    }

    private static JsonNode Summary(Realm realm) => new JsonObject
    {
        ["id"] = realm.Id,
        ["publicUrl"] = realm.PublicUrl.ToString(),
        ["locales"] = new JsonArray([.. realm.Locales.Select(locale => (JsonNode)locale)]),
        ["factors"] = new JsonArray([.. realm.Factors.Select(factor => (JsonNode)factor)]),
    };
}
