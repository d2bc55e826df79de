using System.CommandLine;
using Mfa.Mfactl.Api;
using Mfa.Mfactl.Screens;

namespace Mfa.Mfactl.Accounts;

/// <summary>The challenges of an account that are kept, to see what became of a mail.</summary>
internal static class ListChallenges
{
    public static Command Command()
    {
        var (id, limit) = (AccountId.Argument(), Documents.Limit());
        return new ConsoleCommand("challenges", "Lists an account's challenges and what became of their mails.", "mfactl accounts challenges acc_…") { id, limit }
            .Does(async (run, stop) => run.Screen.ShowList(
                await Documents.ListAsync(run.Client.Challenges.ListAsync(run.Get(id), cancellationToken: stop), run.GetRequired(limit), stop),
                Column.Of("Challenge", "id"), Column.Of("Factor", "factor"), Column.Of("Purpose", "purpose"), Column.Of("Status", "status"),
                Column.Of("Created", "createdAt"), Column.Of("Mail", "delivery.state"), Column.Of("Reply", "delivery.smtpReply")));
    }
}
