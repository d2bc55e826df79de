using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mfa.Mfactl.Accounts;

/// <summary>All that is held about a person, into a file of the operator's own.</summary>
internal static class ExportAccount
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Command()
    {
        var (id, reason) = (AccountId.Argument(), Reason.Option());
        var file = new Option<string>("--out") { Description = "The file to make, readable by you alone.", HelpName = "FILE", Required = true };
        return new ConsoleCommand(
            "export", "Writes all that is held about an account to a new file.",
            "mfactl accounts export acc_… --reason \"asked for by the person, ticket 4711\" --out kovacs.anna.json")
        {
            id,
            reason,
            file,
        }
        .Does(async (run, stop) =>
        {
            await PrivateFile.WriteNewAsync(run.GetRequired(file), async stream =>
            {
                var exported = await run.Client.Accounts.ExportAsync(run.Get(id), reason: run.GetRequired(reason), cancellationToken: stop);
                await JsonSerializer.SerializeAsync(stream, exported, Readable, stop);
            });
            run.Screen.Show(
                new JsonObject { ["id"] = run.Get(id), ["file"] = run.GetRequired(file) },
                $"{run.GetRequired(file)} holds the export. Erase it when it is handed over.");
        });
    }
}
