using Mfa.Client;

namespace Mfa.Samples.Demo.Journeys;

/// <summary>M3: password forgotten or phone lost; the signature, this time by <c>openssl cms</c>, opens both anew, and the old factor ends.</summary>
internal sealed class NewPasswordAndPhone(Person person, Signature signature)
{
    private readonly SignatureSignIn _signIn = new(person);
    private Oathtool _old = person.App;
    private string _assertion = "";

    public IReadOnlyList<(string, Func<Task<string>>)> Steps =>
    [
        ("ask for the text to sign", _signIn.AskAsync),
        ("sign it with openssl, and sign in", async () => await _signIn.CompleteAsync(await signature.SignWithOpensslAsync(_signIn.Text))),
        ("choose a new password", person.ChoosePasswordAsync),
        ("begin to enrol the new phone", BeginAsync),
        ("confirm with its code", ConfirmAsync),
        ("verify the assertion", () => person.CheckAssertionAsync(_assertion, FactorTypes.Totp)),
        ("the old phone's code is refused", TryOldAsync),
    ];

    private async Task<string> BeginAsync()
    {
        _old = person.App;
        return await person.SetUpAppAsync(await person.EnrolWithoutPasswordAsync(FactorTypes.Totp, replaces: person.AppFactor));
    }

    private async Task<string> ConfirmAsync()
    {
        var confirmed = await person.ConfirmAppAsync();
        _assertion = Desk.Given(confirmed.Assertion, "assertion");
        return confirmed.Factor.Status;
    }

    private async Task<string> TryOldAsync()
    {
        await person.SignInAsync();
        var code = await _old.CodeAsync();
        return $"422 {(await Desk.RefusedAsync(422, ProblemCodes.InvalidCode, () => person.ChallengeByAppAsync(ChallengePurposes.SignIn, code))).Code}";
    }
}
