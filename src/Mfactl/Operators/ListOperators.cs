using System.CommandLine;
using Mfa.Mfactl.Api;
using Mfa.Mfactl.RelyingParties;

namespace Mfa.Mfactl.Operators;

/// <summary>Who runs or reads the system.</summary>
internal static class ListOperators
{
    public static Command Command() => new ConsoleCommand("list", "Lists operators and auditors.", "mfactl operators list").Does(async (run, stop) =>
        run.Screen.ShowList(
            await Documents.ListAsync(
                run.Client.RelyingParties.ListAsync(cancellationToken: stop).Where(client => CreateOperator.IsOperators(client.Scopes)), stop: stop),
            RelyingPartyId.Columns));
}
