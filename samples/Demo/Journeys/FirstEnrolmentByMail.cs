using Mfa.Client;

namespace Mfa.Samples.Demo.Journeys;

/// <summary>H1: the password twice, then the code that is mailed to the address on record.</summary>
internal sealed class FirstEnrolmentByMail(Desk desk, Person person)
{
    private const string CodeMail = "Ügyfélkapu+ igénylés – Megerősítő kód";
    private const string SuccessMail = "Sikeres Ügyfélkapu+ igénylés";

    private string _assertion = "";

    public IReadOnlyList<(string, Func<Task<string>>)> Steps =>
    [
        ("create an account with a password", person.RegisterAsync),
        ("sign in with the password", person.SignInAsync),
        ("begin to enrol e-mail", BeginAsync),
        ("see what became of the mail", SeeDeliveryAsync),
        ("confirm with the mailed code", ConfirmAsync),
        ("verify the assertion", () => person.CheckAssertionAsync(_assertion, FactorTypes.Email)),
        ("read the mail of success", async () => $"«{(await desk.Mails.ReadAsync(person.Email, SuccessMail)).Subject}»"),
    ];

    private async Task<string> BeginAsync()
    {
        var pending = await person.EnrolAsync(FactorTypes.Email);
        person.MailFactor = pending.Id;
        return $"{pending.Status}, code sent to {pending.Hint}, delivery {pending.Delivery?.State}";
    }

    private async Task<string> SeeDeliveryAsync()
    {
        await desk.Mails.ReadAsync(person.Email, CodeMail);
        return await Desk.DeliveredAsync(async stop => (await person.Mfa.Factors.WaitForDeliveryAsync(person.AccountId, person.MailFactor, stop)).Delivery);
    }

    private async Task<string> ConfirmAsync()
    {
        var confirmed = await person.ConfirmAsync(person.MailFactor, (await desk.Mails.ReadAsync(person.Email, CodeMail)).Code);
        _assertion = Desk.Given(confirmed.Assertion, "assertion");
        return confirmed.Factor.Status;
    }
}
