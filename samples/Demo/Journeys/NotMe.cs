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
        _challenge = (await person.ChallengeByMailAsync("sign-in", "eeszt")).Expect(201).Text("id");
        var mail = await desk.Mails.ReadAsync(person.Email, CodeMail, mailsBefore + 1);
        _link = mail.Token;
        return $"«{mail.Subject}» holds the link";
    }

    private async Task<string> ReportAsync() =>
        $"the challenge is {(await desk.Client.PostAsync("/v1/reports", new { token = _link, reason = "not-me" })).Expect(200).Text("challenge")}";

    private async Task<string> TryAsync()
    {
        var code = (await desk.Mails.ReadAsync(person.Email, CodeMail, mailsBefore + 1)).Code;
        return $"410 {(await desk.Client.PostAsync($"/v1/challenges/{_challenge}/verify", new { code })).Expect(410, "challenge-over").Problem}";
    }
}
