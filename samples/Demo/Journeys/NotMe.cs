using Mfa.Client;

namespace Mfa.Samples.Demo.Journeys;

/// <summary>H9: a stranger with the password has a code mailed; the person's button cancels the challenge.</summary>
/// <param name="mailsBefore">How many such mails the person has had.</param>
internal sealed class NotMe(Desk desk, Person person, int mailsBefore)
{
    private const string CodeMail = "Ügyfélkapu+ hitelesítő kód";

    private string _challenge = "";
    private string _link = "";

    public IReadOnlyList<(string, Func<Task<string>>)> Steps =>
    [
        ("a stranger signs in with the password", person.SignInAsync),
        ("and has a code mailed", AskAsync),
        ("the person presses \"not me\"", ReportAsync),
        ("the code is worth nothing", TryAsync),
    ];

    private async Task<string> AskAsync()
    {
        _challenge = (await person.ChallengeByMailAsync(ChallengePurposes.SignIn, "eeszt")).Id;
        var mail = await desk.Mails.ReadAsync(person.Email, CodeMail, mailsBefore + 1);
        _link = mail.Token;
        return $"«{mail.Subject}» holds the link";
    }

    private async Task<string> ReportAsync() =>
        $"the challenge is {(await person.Mfa.Challenges.ReportNotMeAsync(_link)).Challenge}";

    private async Task<string> TryAsync()
    {
        var code = (await desk.Mails.ReadAsync(person.Email, CodeMail, mailsBefore + 1)).Code;
        return $"410 {(await Desk.RefusedAsync(410, ProblemCodes.ChallengeOver, () => person.Mfa.Challenges.VerifyAsync(_challenge, code))).Code}";
    }
}
