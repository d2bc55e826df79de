using System.CommandLine;
using System.Text.Json.Nodes;
using Mfa.Client;
using Mfa.Mfactl.Screens;

namespace Mfa.Mfactl.Accounts;

/// <summary>Erases an account for good, once the operator has typed whose it is.</summary>
internal static class EraseAccount
{
    public static Command Command()
    {
        var (id, reason) = (AccountId.Argument(), Reason.Option());
        var yes = new Option<bool>("--yes") { Description = "Do not ask. Nothing brings an erased account back." };
        return new ConsoleCommand(
            "erase", "Erases an account with its factors, for good; asks you to type its identifier first.",
            "mfactl accounts erase acc_… --reason \"asked for by the person, ticket 4711\"", "mfactl accounts erase acc_… --reason \"ticket 4711\" --yes")
        {
            id,
            reason,
            yes,
        }
        .Does(async (run, stop) =>
        {
            if (!run.Get(yes))
                await AskAsync(run, await run.Client.Accounts.GetAsync(run.Get(id), stop), stop);
            await run.Client.Accounts.EraseAsync(run.Get(id), new EraseAccountRequest { Reason = run.GetRequired(reason) }, cancellationToken: stop);
            run.Screen.Show(
                new JsonObject { ["id"] = run.Get(id), ["status"] = "erasing" },
                $"{run.Get(id)} is gone; what others kept of it follows within minutes.");
        });
    }

    private static async Task AskAsync(Run run, Account account, CancellationToken stop)
    {
        if (!run.Terminal.IsAnswered)
            throw Complaint.Of("Nobody is there to be asked.", "Say --yes if it is to be erased.");
        var identifier = account.Identifiers[0].Value;
        run.Screen.Say($"{account.DisplayName} in {account.Realm} ({account.Id}) will be gone for good.");
        run.Screen.Say($"Type the identifier {identifier} to erase it:");
        if ((await run.Terminal.In.ReadLineAsync(stop))?.Trim() != identifier)
            throw new Complaint("That is not the identifier: nothing was erased.", "Look at the account again: mfactl accounts show.");
    }
}
