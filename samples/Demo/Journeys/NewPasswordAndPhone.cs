namespace Mfa.Samples.Demo.Journeys;

/// <summary>M3: password forgotten or phone lost; the signature, this time by <c>openssl cms</c>, opens both anew, and the old factor ends.</summary>
internal sealed class NewPasswordAndPhone(Desk desk, Person person, Signature signature)
{
    private readonly SignatureSignIn _signIn = new(desk, person);
    private Oathtool _old = person.App;
    private string _assertion = "";

    public IReadOnlyList<(string, Func<Task<string>>)> Steps =>
    [
        ("ask for the text to sign", _signIn.AskAsync),
        ("sign it with openssl, and sign in", async () => await _signIn.CompleteAsync(await signature.SignWithOpensslAsync(_signIn.Text))),
        ("choose a new password", async () => $"{(await person.ChoosePasswordAsync()).Expect(204).Status}"),
        ("begin to enrol the new phone", BeginAsync),
        ("confirm with its code", ConfirmAsync),
        ("verify the assertion", () => desk.CheckAssertionAsync(_assertion, person, "totp")),
        ("the old phone's code is refused", TryOldAsync),
    ];

    private async Task<string> BeginAsync()
    {
        _old = person.App;
        return await person.SetUpAppAsync((await person.EnrolWithoutPasswordAsync("totp", replaces: person.AppFactor)).Expect(201));
    }

    private async Task<string> ConfirmAsync()
    {
        var confirmed = (await desk.PatientlyAsync(async () => await person.ConfirmAsync(person.AppFactor, await person.App.CodeAsync()))).Expect(200);
        _assertion = confirmed.Text("assertion");
        return confirmed.Text("factor", "status");
    }

    private async Task<string> TryOldAsync()
    {
        await person.SignInAsync();
        return $"422 {(await person.ChallengeByAppAsync("sign-in", await _old.CodeAsync())).Expect(422, "invalid-code").Problem}";
    }
}
