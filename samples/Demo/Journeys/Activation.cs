namespace Mfa.Samples.Demo.Journeys;

/// <summary>M1: the electronic signature makes the account; a password and an app make it whole; the app's first code signs in.</summary>
internal sealed class Activation(Desk desk, Person person, Signature signature)
{
    private readonly SignatureSignIn _signIn = new(desk, person);
    private string _assertion = "";

    public IReadOnlyList<(string, Func<Task<string>>)> Steps =>
    [
        ("get an electronic signature", signature.GetCertificateAsync),
        ("ask for the text to sign", _signIn.AskAsync),
        ("sign it, and sign in with that", async () => await _signIn.CompleteAsync(await signature.SignAsync(_signIn.Text))),
        ("the same signature once more", _signIn.RepeatAsync),
        ("choose a password", async () => $"{(await person.ChoosePasswordAsync()).Expect(204).Status}"),
        ("begin to enrol an authenticator app", BeginAsync),
        ("confirm with the app's code", ConfirmAsync),
        ("verify the assertion", () => desk.CheckAssertionAsync(_assertion, person, "totp")),
        ("add an address for notices", AddAddressAsync),
        ("confirm it with the mailed code", ConfirmAddressAsync),
    ];

    private async Task<string> BeginAsync() => await person.SetUpAppAsync((await person.EnrolWithoutPasswordAsync("totp")).Expect(201));

    private async Task<string> ConfirmAsync()
    {
        var confirmed = (await desk.PatientlyAsync(async () => await person.ConfirmAsync(person.AppFactor, await person.App.CodeAsync()))).Expect(200);
        (_assertion, person.StepUpToken, person.RevocationCode) = (confirmed.Text("assertion"), confirmed.Text("stepUpToken"), confirmed.Text("revocationCode"));
        return $"{confirmed.Text("factor", "status")}, signed in with the same code";
    }

    private async Task<string> AddAddressAsync() =>
        $"code sent to {(await desk.Client.SendAsync(HttpMethod.Patch, person.AccountPath, new { email = person.Email }, person.StepUpToken)).Expect(200).Text("pendingEmail", "hint")}";

    private async Task<string> ConfirmAddressAsync()
    {
        var code = (await desk.Mails.ReadCodeAsync(person.Email)).Code;
        (await desk.Client.PostAsync($"{person.AccountPath}/email/confirm", new { code })).Expect(200);
        return "confirmed";
    }
}
