namespace Mfa.Samples.Demo.Journeys;

/// <summary>H2: the page and the mail show the same three digits; the mail names the service.</summary>
internal sealed class SignInByMail(Desk desk, Person person)
{
    private const string CodeMail = "Ügyfélkapu+ hitelesítő kód";

    private string _challenge = "";
    private string _identifier = "";
    private string _assertion = "";

    public IReadOnlyList<(string, Func<Task<string>>)> Steps =>
    [
        ("sign in with the password", person.SignInAsync),
        ("ask for a code by mail", AskAsync),
        ("compare the mail with the page", CompareAsync),
        ("verify the mailed code", VerifyAsync),
        ("verify the assertion", () => desk.CheckAssertionAsync(_assertion, person, "email")),
    ];

    private async Task<string> AskAsync()
    {
        var challenge = (await person.ChallengeByMailAsync("sign-in", "eszja")).Expect(201);
        (_challenge, _identifier) = (challenge.Text("id"), challenge.Text("sessionIdentifier"));
        return $"session identifier {_identifier}, delivery {challenge.Text("delivery", "state")}";
    }

    private async Task<string> CompareAsync()
    {
        var mail = await desk.Mails.ReadAsync(person.Email, CodeMail);
        return mail.Says(_identifier) && mail.Says("eSZJA") ? $"«{mail.Subject}»: {_identifier}, eSZJA"
            : throw new StepFailedException("the mail does not name the session identifier and the service");
    }

    private async Task<string> VerifyAsync()
    {
        var code = (await desk.Mails.ReadAsync(person.Email, CodeMail)).Code;
        var verified = (await desk.Client.PostAsync($"/v1/challenges/{_challenge}/verify", new { code })).Expect(200);
        _assertion = verified.Text("assertion");
        return verified.Text("status");
    }
}
