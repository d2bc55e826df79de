using Mfa.Client;

namespace Mfa.Samples.Demo.Journeys;

/// <summary>H4: a mailed code first, then the QR code, then the app's code; the revocation code is shown once.</summary>
internal sealed class FirstEnrolmentWithApp(Desk desk, Person person)
{
    private const string ProofMail = "Ügyfélkapu+ igénylés – Ellenőrző kód";

    public IReadOnlyList<(string, Func<Task<string>>)> Steps =>
    [
        ("create an account with a password", person.RegisterAsync),
        ("sign in with the password", person.SignInAsync),
        ("begin to enrol an authenticator app", BeginAsync),
        ("prove the mailbox, get the QR code", ProveAsync),
        ("confirm with the app's code", ConfirmAsync),
    ];

    private async Task<string> BeginAsync()
    {
        var begun = await person.EnrolAsync(FactorTypes.Totp);
        person.AppFactor = begun.Id;
        return $"{begun.Status}, code sent to {begun.Hint}";
    }

    private async Task<string> ProveAsync()
    {
        var code = (await desk.Mails.ReadAsync(person.Email, ProofMail)).Code;
        return await person.SetUpAppAsync(await person.Mfa.Factors.ProveAsync(person.AccountId, person.AppFactor, code));
    }

    private async Task<string> ConfirmAsync()
    {
        var confirmed = await person.ConfirmAppAsync();
        person.RevocationCode = Desk.Given(confirmed.RevocationCode, "revocationCode");
        return $"{confirmed.Factor.Status}, revocation code of {person.RevocationCode.Length} characters";
    }
}
