using System.CommandLine;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Mfa.Directories.Bootstrap;
using Mfa.Directories.Domain;
using Mfa.Mfactl.Databases;
using Mfa.Mfactl.Keys;
using Mfa.Mfactl.Profiles;
using Mfa.Mfactl.Screens;
using Mfa.Realms;

namespace Mfa.Mfactl.Operators;

/// <summary>The first operator, once: made in Directory's database by whoever may write there. All others are made by operators.</summary>
internal static class Bootstrap
{
    public static Command Command()
    {
        var database = new ConnectionText("database", "Directory's database");
        var name = new Option<string>("--name") { Description = "The person's name.", HelpName = "NAME", Required = true };
        var realms = new Option<string[]>("--realm") { Description = "What the person sees; once for each realm.", HelpName = "REALM", Required = true };
        var folders = new Option<string[]>("--realm-files")
        {
            Description = "Folders of realm files that are deployed beside those that ship.",
            HelpName = "FOLDER",
        };
        return new ConsoleCommand(
            "bootstrap", "Makes the first operator, once, in Directory's database; makes the key pair of --key if it is not there, and a profile.",
            "mfactl bootstrap --database \"Data Source=directory.db\" --name \"Kiss Éva\" --realm hu-ugyfelkapu --key eva.pem --url https://mfa.example.gov",
            "mfactl bootstrap --database @directory.connection --name \"Kiss Éva\" --realm hu-ugyfelkapu --realm md-mpass --key eva.pem")
        {
            database.Option,
            name,
            realms,
            folders,
        }
        .Does(async (run, stop) =>
        {
            CheckRealms(run.GetRequired(realms), run.Get(folders) ?? []);
            var url = run.Url is { } told ? SaveProfile.AddressOf(told) : null;
            var file = Path.GetFullPath(run.Key ?? throw Complaint.Of("Where is the key to be?", "Say --key FILE."));
            if (run.Profiles.Find(run.ProfileName) is not null)
                throw Complaint.Of($"There is a profile {run.ProfileName} already.", "Say another --profile.");
            await using var db = await DirectoryDatabase.OpenAsync(database.Read(run), stop);
            using var key = File.Exists(file) ? KeyFile.Read(file) : await KeyFile.CreateAsync(file);
            var id = await MakeAsync(db, run, run.GetRequired(realms), run.GetRequired(name), key, stop);
            // Said before anything else can fail: nobody makes a first operator twice.
            run.Screen.Say($"The first operator is {id}.");
            var profile = await run.Profiles.SaveAsync(run.ProfileName, new Profile(url, id, file), stop);
            run.Screen.Show(new JsonObject { ["clientId"] = id, ["keyFile"] = file, ["profile"] = run.ProfileName, ["profileFile"] = profile });
            run.Screen.Say(url is null ? "Name the service once: mfactl profiles save --url https://…" : "Try it: mfactl operations status");
        });
    }

    private static async Task<string> MakeAsync(
        Directories.Storage.DirectoryDb db, Run run, IReadOnlyList<string> realms, string name, ECDsa key, CancellationToken stop)
    {
        try
        {
            return (await FirstOperator.MakeAsync(db, run.Terminal.Time, realms, name, ClientKey.Of(key), stop)).Id;
        }
        catch (InvalidOperationException refused)
        {
            throw new Complaint(refused.Message, "An operator makes another: mfactl operators create.");
        }
        catch (DbException failure)
        {
            throw DirectoryDatabase.Unreadable(failure);
        }
    }

    /// <summary>A slip of the pen here would make an operator who sees nothing, and the first one is made once.</summary>
    private static void CheckRealms(IEnumerable<string> told, IEnumerable<string> folders)
    {
        RealmCatalog deployed;
        try
        {
            deployed = RealmCatalog.Load([Path.Combine(AppContext.BaseDirectory, "realms"), .. folders], production: false);
        }
        catch (RealmFileException mistakes)
        {
            throw new Complaint("The realm files can't be used:", "Mend the members named.") { Details = mistakes.Errors };
        }

        if (told.Where(realm => deployed.Find(realm) is null).ToArray() is [var unknown, ..])
            throw Complaint.Of(
                $"There is no realm {unknown}; there are {string.Join(", ", deployed.All.Select(realm => realm.Id).Order(StringComparer.Ordinal))}.",
                "--realm-files names the folders of realms that do not ship.");
    }
}
