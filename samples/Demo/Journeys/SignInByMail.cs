using Mfa.Client;

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
        ("verify the assertion", () => person.CheckAssertionAsync(_assertion, FactorTypes.Email)),
    ];

    private async Task<string> AskAsync()
    {
        var challenge = await person.ChallengeByMailAsync(ChallengePurposes.SignIn, "eszja");
        (_challenge, _identifier) = (challenge.Id, Desk.Given(challenge.SessionIdentifier, "sessionIdentifier"));
        return $"session identifier {_identifier}, delivery {challenge.Delivery?.State}";
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
        var verified = await person.Mfa.Challenges.VerifyAsync(_challenge, code);
        _assertion = Desk.Given(verified.Assertion, "assertion");
        return verified.Status;
    }
}
