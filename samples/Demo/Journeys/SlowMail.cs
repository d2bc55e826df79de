using System.Globalization;
using Mfa.Client;

namespace Mfa.Samples.Demo.Journeys;

/// <summary>H8: "send again" sends the same code, not too often, and the first mail's code works too.</summary>
internal sealed class SlowMail(Desk desk, Person person)
{
    private const string CodeMail = "Ügyfélkapu+ hitelesítő kód";

    /// <summary>The journey before has read one such mail.</summary>
    private const int First = 2;

    private string _challenge = "";
    private TimeSpan _pause;

    public IReadOnlyList<(string, Func<Task<string>>)> Steps =>
    [
        ("sign in and ask for a code by mail", AskAsync),
        ("ask for it again at once", AskAgainAtOnceAsync),
        ("ask for it again when it is time", AskAgainAsync),
        ("the second mail has the same code", VerifyAsync),
    ];

    private async Task<string> AskAsync()
    {
        await person.SignInAsync();
        _challenge = (await person.ChallengeByMailAsync(ChallengePurposes.SignIn, "eeszt")).Id;
        var challenge = await person.Mfa.Challenges.GetAsync(_challenge);
        return string.Create(CultureInfo.InvariantCulture, $"again from {challenge.ResendAvailableAt:O}");
    }

    private async Task<string> AskAgainAtOnceAsync()
    {
        var refused = await Desk.RefusedAsync(429, ProblemCodes.MailQuota, () => person.Mfa.Challenges.ResendAsync(_challenge));
        _pause = refused.RetryAfter ?? throw new StepFailedException("the refusal does not say when");
        return $"429 mail-quota, in {_pause.TotalSeconds:0} s";
    }

    private async Task<string> AskAgainAsync()
    {
        await desk.WaitAsync(_pause, "one mail in 30 s");
        return Desk.Given((await person.Mfa.Challenges.ResendAsync(_challenge)).Delivery, "delivery").State;
    }

    private async Task<string> VerifyAsync()
    {
        var (first, second) = (await desk.Mails.ReadAsync(person.Email, CodeMail, First), await desk.Mails.ReadAsync(person.Email, CodeMail, First + 1));
        if (first.Code != second.Code)
            throw new StepFailedException("the two mails have different codes");
        return (await person.Mfa.Challenges.VerifyAsync(_challenge, first.Code)).Status;
    }
}
