using System.CommandLine;
using System.Text.Json.Nodes;
using Mfa.Client;
using Mfa.Mfactl.Api;
using Mfa.Mfactl.RelyingParties;
using Mfa.Mfactl.Screens;

namespace Mfa.Mfactl.Audit;

/// <summary>The audit log, on the screen or as CSV.</summary>
internal static class ListAuditEvents
{
    public static Command Command()
    {
        var realm = new Option<string>("--realm") { Description = "Whose log.", HelpName = "REALM", Required = true };
        var account = new Option<string>("--account") { Description = "Of one account.", HelpName = "acc_…" };
        var type = new Option<string>("--type") { Description = "Of one type, such as account.locked.", HelpName = "TYPE" };
        var from = new Option<DateTimeOffset?>("--from") { Description = "From then on, ISO 8601.", HelpName = "INSTANT" };
        var to = new Option<DateTimeOffset?>("--to") { Description = "Until then.", HelpName = "INSTANT" };
        var csv = new Option<string>("--csv") { Description = "All of them as CSV into a new file; - writes to the output.", HelpName = "FILE" };
        var limit = Documents.Limit();
        return new ConsoleCommand(
            "list", "Lists audit events.",
            "mfactl audit list --realm hu-ugyfelkapu --type account.locked --from 2026-11-01T00:00:00Z",
            "mfactl audit list --realm md-mpass --csv november.csv")
        {
            realm,
            account,
            type,
            from,
            to,
            csv,
            limit,
        }
        .Does(async (run, stop) =>
        {
            var filter = new AuditFilter
            {
                Realm = run.GetRequired(realm),
                AccountId = run.Get(account),
                Type = run.Get(type),
                From = run.Get(from),
                To = run.Get(to),
            };
            if (run.Get(csv) is { } file)
                await WriteCsvAsync(run, filter, file, stop);
            else
                await ShowAsync(run, filter, run.GetRequired(limit), stop);
        });
    }

    private static async Task ShowAsync(Run run, AuditFilter filter, int limit, CancellationToken stop)
    {
        var events = await Documents.ListAsync(run.Client.Audit.ListAsync(filter, cancellationToken: stop), limit, stop);
        run.Screen.ShowList(events,
            Column.Of("At", "at"), Column.Of("Realm", "realm"), Column.Of("Type", "type"), Column.Of("Account", "accountId"),
            Column.Of("About", "subject"), Column.Of("By", "relyingParty"), Column.Of("Reason", "reason"));
        if (events.ContainsKey("more"))
            run.Screen.Say("There are more: --limit, or --csv for all.");
    }

    private static async Task WriteCsvAsync(Run run, AuditFilter filter, string file, CancellationToken stop)
    {
        if (file == RelyingPartyFile.Typed)
        {
            await CsvPages.CopyAsync(run.Client.Audit, filter, run.Terminal.Out, stop);
            return;
        }

        await PrivateFile.WriteNewAsync(file, async stream =>
        {
            await using var writer = new StreamWriter(stream, leaveOpen: true);
            await CsvPages.CopyAsync(run.Client.Audit, filter, writer, stop);
        });
        run.Screen.Show(new JsonObject { ["file"] = file }, $"{file} is written.");
    }
}
