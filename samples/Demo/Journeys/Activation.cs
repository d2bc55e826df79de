using Mfa.Client;

namespace Mfa.Samples.Demo.Journeys;

/// <summary>M1: the electronic signature makes the account; a password and an app make it whole; the app's first code signs in.</summary>
internal sealed class Activation(Desk desk, Person person, Signature signature)
{
    private readonly SignatureSignIn _signIn = new(person);
    private string _assertion = "";

    public IReadOnlyList<(string, Func<Task<string>>)> Steps =>
    [
        ("get an electronic signature", signature.GetCertificateAsync),
        ("ask for the text to sign", _signIn.AskAsync),
        ("sign it, and sign in with that", async () => await _signIn.CompleteAsync(await signature.SignAsync(_signIn.Text))),
        ("the same signature once more", _signIn.RepeatAsync),
        ("choose a password", person.ChoosePasswordAsync),
        ("begin to enrol an authenticator app", BeginAsync),
        ("confirm with the app's code", ConfirmAsync),
        ("verify the assertion", () => person.CheckAssertionAsync(_assertion, FactorTypes.Totp)),
        ("add an address for notices", AddAddressAsync),
        ("confirm it with the mailed code", ConfirmAddressAsync),
    ];

    private async Task<string> BeginAsync() => await person.SetUpAppAsync(await person.EnrolWithoutPasswordAsync(FactorTypes.Totp));

    private async Task<string> ConfirmAsync()
    {
        var confirmed = await person.ConfirmAppAsync();
        _assertion = Desk.Given(confirmed.Assertion, "assertion");
        person.StepUpToken = Desk.Given(confirmed.StepUpToken, "stepUpToken");
        person.RevocationCode = Desk.Given(confirmed.RevocationCode, "revocationCode");
        return $"{confirmed.Factor.Status}, signed in with the same code";
    }

    private async Task<string> AddAddressAsync()
    {
        var account = await person.Mfa.Accounts.UpdateAsync(person.AccountId, new UpdateAccountRequest { Email = person.Email }, person.StepUpToken);
        return $"code sent to {Desk.Given(account.PendingEmail, "pendingEmail").Hint}";
    }

    private async Task<string> ConfirmAddressAsync()
    {
        var code = (await desk.Mails.ReadCodeAsync(person.Email)).Code;
        await person.Mfa.Accounts.ConfirmEmailAsync(person.AccountId, code);
        return "confirmed";
    }
}
