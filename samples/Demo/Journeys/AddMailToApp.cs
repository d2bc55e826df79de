namespace Mfa.Samples.Demo.Journeys;

/// <summary>H3: one code of the app is the step-up; the mail's code confirms; both factors work from then on.</summary>
internal sealed class AddMailToApp(Desk desk, Person person)
{
    private const string CodeMail = "Ügyfélkapu+ igénylés – Megerősítő kód";

    public IReadOnlyList<(string, Func<Task<string>>)> Steps =>
    [
        ("sign in and step up with the app", StepUpAsync),
        ("begin to enrol e-mail", BeginAsync),
        ("confirm with the mailed code", ConfirmAsync),
        ("both factors are listed", ListAsync),
    ];

    private async Task<string> StepUpAsync()
    {
        await person.SignInAsync();
        var approved = (await desk.PatientlyAsync(async () => await person.ChallengeByAppAsync("manage", await person.App.CodeAsync()))).Expect(201);
        person.StepUpToken = approved.Text("stepUpToken");
        return approved.Text("status");
    }

    private async Task<string> BeginAsync()
    {
        var pending = (await person.EnrolWithStepUpAsync("email", replaces: null)).Expect(201);
        person.MailFactor = pending.Text("id");
        return $"{pending.Text("status")}, code sent to {pending.Text("hint")}";
    }

    private async Task<string> ConfirmAsync() =>
        (await person.ConfirmAsync(person.MailFactor, (await desk.Mails.ReadAsync(person.Email, CodeMail)).Code)).Expect(200).Text("factor", "status");

    private async Task<string> ListAsync()
    {
        foreach (var factor in new[] { person.AppFactor, person.MailFactor })
            if ((await person.GetFactorAsync(factor)).Expect(200).Text("status") != "active")
                throw new StepFailedException($"{factor} is not active");
        return "totp and email, active";
    }
}
