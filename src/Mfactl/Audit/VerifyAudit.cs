using System.CommandLine;
using System.Data.Common;
using System.Globalization;
using System.Text.Json.Nodes;
using Mfa.Directories.Audits;
using Mfa.Mfactl.Databases;
using Mfa.Mfactl.Screens;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;

namespace Mfa.Mfactl.Audit;

/// <summary>Follows a realm's signed checkpoints along its audit log, in the database itself and without the service.</summary>
internal static class VerifyAudit
{
    public static Command Command()
    {
        var database = new ConnectionText("database", "Directory's database");
        var realm = new Option<string>("--realm") { Description = "Whose log; an empty one for what belongs to no realm.", HelpName = "REALM", Required = true };
        var keys = new Option<string>("--keys")
        {
            Description = "The folder of public keys (Keys:PublicPath); better your own copy than the server's.",
            HelpName = "FOLDER",
            Required = true,
        };
        return new ConsoleCommand(
            "verify", "Recomputes the audit log's chain from the database and checks the signatures of its checkpoints. Ends with 1 where something was changed.",
            "mfactl audit verify --database \"Data Source=/var/lib/mfa/directory.db\" --realm hu-ugyfelkapu --keys /etc/mfa/keys/public",
            "mfactl audit verify --database @directory.connection --realm md-mpass --keys ./keys")
        {
            database.Option,
            realm,
            keys,
        }
        .Does(async (run, stop) =>
        {
            var verdict = await VerifyAsync(database.Read(run), run.GetRequired(realm), CheckpointKeys.Read(run.GetRequired(keys)), stop);
            if (!verdict.IsWhole)
                throw new Complaint(
                    $"The audit log is not whole: {verdict.Fault}", "Keep the database as it is, and compare with the checkpoints that were kept elsewhere.")
                {
                    Details = [string.Create(CultureInfo.InvariantCulture, $"{verdict.Covered} entries under {verdict.Checkpoints} checkpoints are right.")],
                };
            run.Screen.Show(new JsonObject
            {
                ["realm"] = run.GetRequired(realm),
                ["whole"] = true,
                ["covered"] = verdict.Covered,
                ["checkpoints"] = verdict.Checkpoints,
                ["waiting"] = verdict.Waiting,
            });
            if (verdict.Waiting > 0)
                run.Screen.Say("What waits comes under the next checkpoint; until then only its order is checked.");
        });
    }

    /// <summary>Two ways into the database: entries and checkpoints are read side by side.</summary>
    private static async Task<AuditVerdict> VerifyAsync(string database, string realm, IReadOnlyList<ECDsaSecurityKey> keys, CancellationToken stop)
    {
        await using var entries = await DirectoryDatabase.OpenAsync(database, stop);
        await using var checkpoints = await DirectoryDatabase.OpenAsync(database, stop);
        try
        {
            return await AuditVerification.VerifyAsync(
                realm,
                entries.AuditEvents.AsNoTracking().Where(entry => entry.Realm == realm).OrderBy(entry => entry.Sequence).AsAsyncEnumerable(),
                checkpoints.AuditCheckpoints.AsNoTracking().Where(checkpoint => checkpoint.Realm == realm).OrderBy(checkpoint => checkpoint.Number)
                    .AsAsyncEnumerable(),
                keys, stop);
        }
        catch (DbException failure)
        {
            throw DirectoryDatabase.Unreadable(failure);
        }
    }
}
