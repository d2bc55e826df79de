using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Mfa.Mfactl.Accounts;
using Mfa.Mfactl.Audit;
using Mfa.Mfactl.Keys;
using Mfa.Mfactl.Operations;
using Mfa.Mfactl.Operators;
using Mfa.Mfactl.Profiles;
using Mfa.Mfactl.RealmFiles;
using Mfa.Mfactl.RelyingParties;
using Mfa.Mfactl.Screens;

namespace Mfa.Mfactl;

/// <summary>Every command there is.</summary>
internal static class CommandLine
{
    public static ConsoleRoot Build(Terminal terminal) => new(terminal)
    {
        Bootstrap.Command(),
        new ConsoleCommand("keys", "An operator's own key pair.") { CreateKey.Command() },
        new ConsoleCommand("profiles", "Which service is spoken to, and as whom.") { SaveProfile.Command(), ListProfiles.Command() },
        new ConsoleCommand("accounts", "People's accounts: show, lock, erase, export, help after a lost phone.")
        {
            ShowAccount.Command(), LockAccount.Command(), UnlockAccount.Command(), EraseAccount.Command(), ExportAccount.Command(), ListFactors.Command(),
            ResetFactor.Command(), ListActivity.Command(), ListChallenges.Command(),
        },
        new ConsoleCommand("relying-parties", "The backends that integrate.")
        {
            ListRelyingParties.Command(), ShowRelyingParty.Command(), CreateRelyingParty.Command(), UpdateRelyingParty.Command(), RotateSecret.Command(),
            DisableRelyingParty.Command(), EnableRelyingParty.Command(),
        },
        new ConsoleCommand("operators", "Who runs the system, and who reads it.") { CreateOperator.Command(), ListOperators.Command() },
        new ConsoleCommand("realms", "Realms: what is deployed, and whether a file may be.") { ShowRealm.Command(), ValidateRealms.Command() },
        new ConsoleCommand("audit", "The audit log.") { ListAuditEvents.Command(), ListCheckpoints.Command(), VerifyAudit.Command() },
        new ConsoleCommand("operations", "The running system.") { ShowStatus.Command(), RotateKeys.Command(), TestMail.Command() },
    };

    /// <returns>0 done, 1 refused or failed, 2 not understood.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, Terminal terminal)
    {
        // Without response files: an argument that begins with @ is what it says.
        var parsed = Build(terminal).Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var invocation = new InvocationConfiguration { Output = terminal.Out, Error = terminal.Error, EnableDefaultExceptionHandler = false };
        if (parsed.Action is not ParseErrorAction)
            return await parsed.InvokeAsync(invocation);
        foreach (var error in parsed.Errors)
            await terminal.Error.WriteLineAsync(error.Message);
        await terminal.Error.WriteLineAsync($"Ask for: {CommandName(parsed)} --help");
        return Complaint.Misused;
    }

    private static string CommandName(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (var result = parsed.CommandResult; result is not null && result != parsed.RootCommandResult; result = result.Parent as CommandResult)
            names.Push(result.Command.Name);
        return string.Join(' ', names.Prepend("mfactl"));
    }
}
