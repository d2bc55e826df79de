using System.CommandLine;
using Mfa.Client;
using Mfa.Mfactl.Api;

namespace Mfa.Mfactl.Operations;

/// <summary>A mail with a fixed text goes the way of every mail.</summary>
internal static class TestMail
{
    public static Command Command()
    {
        var realm = new Option<string>("--realm") { Description = "Whose sender and words.", HelpName = "REALM", Required = true };
        var to = new Option<string>("--to") { Description = "Your own address.", HelpName = "ADDRESS", Required = true };
        var locale = new Option<string>("--locale") { Description = "One of the realm's; its default unless you say.", HelpName = "LOCALE" };
        return new ConsoleCommand(
            "mail-test", "Sends the realm's test mail to an address, the way every mail goes.",
            "mfactl operations mail-test --realm hu-ugyfelkapu --to eva.kiss@example.gov")
        {
            realm,
            to,
            locale,
        }
        .Does(async (run, stop) =>
        {
            var request = new TestMailRequest { Realm = run.GetRequired(realm), To = run.GetRequired(to), Locale = run.Get(locale) };
            run.Screen.Show(Documents.Of(await run.Client.Operations.SendTestMailAsync(request, stop)));
            run.Screen.Say($"What becomes of it: mfactl audit list --realm {request.Realm} --type mail-test.delivered, or mail-test.failed.");
        });
    }
}
