using Mfa.Client;

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
        await person.StepUpWithAppAsync();
        return "a step-up token";
    }

    private async Task<string> BeginAsync()
    {
        var pending = await person.EnrolWithStepUpAsync(FactorTypes.Email, replaces: null);
        person.MailFactor = pending.Id;
        return $"{pending.Status}, code sent to {pending.Hint}";
    }

    private async Task<string> ConfirmAsync() =>
        (await person.ConfirmAsync(person.MailFactor, (await desk.Mails.ReadAsync(person.Email, CodeMail)).Code)).Factor.Status;

    private async Task<string> ListAsync()
    {
        List<string> active = [];
        await foreach (var factor in person.Mfa.Factors.ListAsync(person.AccountId))
        {
            if (factor.Status == FactorStatuses.Active)
                active.Add(factor.Type);
        }

        return active.Order().SequenceEqual([FactorTypes.Email, FactorTypes.Totp]) ? "totp and email, active"
            : throw new StepFailedException($"active are {string.Join(", ", active)}");
    }
}
