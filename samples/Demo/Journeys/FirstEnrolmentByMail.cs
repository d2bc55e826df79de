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
        ("verify the assertion", () => desk.CheckAssertionAsync(_assertion, person, "email")),
        ("read the mail of success", async () => $"«{(await desk.Mails.ReadAsync(person.Email, SuccessMail)).Subject}»"),
    ];

    private async Task<string> BeginAsync()
    {
        var pending = (await person.EnrolAsync("email")).Expect(201);
        person.MailFactor = pending.Text("id");
        return $"{pending.Text("status")}, code sent to {pending.Text("hint")}, delivery {pending.Text("delivery", "state")}";
    }

    private async Task<string> SeeDeliveryAsync()
    {
        await desk.Mails.ReadAsync(person.Email, CodeMail);
        return await Desk.UntilAsync(async () => (await person.GetFactorAsync(person.MailFactor)).Expect(200).Text("delivery", "state"), "handed-over");
    }

    private async Task<string> ConfirmAsync()
    {
        var confirmed = (await person.ConfirmAsync(person.MailFactor, (await desk.Mails.ReadAsync(person.Email, CodeMail)).Code)).Expect(200);
        _assertion = confirmed.Text("assertion");
        return confirmed.Text("factor", "status");
    }
}
