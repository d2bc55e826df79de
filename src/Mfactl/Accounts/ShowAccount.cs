using System.CommandLine;
using Mfa.Mfactl.Api;
using Mfa.Mfactl.Screens;

namespace Mfa.Mfactl.Accounts;

/// <summary>One account, by its id or by what the person types.</summary>
internal static class ShowAccount
{
    public static Command Command()
    {
        var id = IdArgument.Of("ID", "acc_…", "The account, acc_….");
        id.Arity = ArgumentArity.ZeroOrOne;
        var realm = new Option<string>("--realm") { Description = "The realm of --identifier.", HelpName = "REALM" };
        var identifier = new Option<string>("--identifier") { Description = "What the person types: user name or IDNP.", HelpName = "TEXT" };
        return new ConsoleCommand(
            "show", "Shows an account, found by its id or by its identifier.",
            "mfactl accounts show acc_…", "mfactl accounts show --realm hu-ugyfelkapu --identifier kovacs.anna")
        {
            id,
            realm,
            identifier,
        }
        .Does(async (run, stop) => run.Screen.Show(Documents.Of((run.Find(id), run.Get(realm), run.Get(identifier)) switch
        {
            ({ } account, null, null) => await run.Client.Accounts.GetAsync(account, stop),
            (null, { } of, { } name) => await run.Client.Accounts.LookUpAsync(of, name, stop),
            _ => throw Complaint.Of("Which account?", "Say its id, or --realm and --identifier."),
        })));
    }
}
