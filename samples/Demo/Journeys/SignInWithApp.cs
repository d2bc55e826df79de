using Mfa.Client;

namespace Mfa.Samples.Demo.Journeys;

/// <summary>H5: password and app code in one sitting; the same code is refused the second time.</summary>
internal sealed class SignInWithApp(Desk desk, Person person)
{
    private string _code = "";
    private string _assertion = "";

    public IReadOnlyList<(string, Func<Task<string>>)> Steps =>
    [
        ("sign in with the password", person.SignInAsync),
        ("prove the app in the same call", ProveAsync),
        ("verify the assertion", () => person.CheckAssertionAsync(_assertion, FactorTypes.Totp)),
        ("send the same code again", ReplayAsync),
    ];

    private async Task<string> ProveAsync()
    {
        var approved = await desk.PatientlyAsync(async () => await person.ChallengeByAppAsync(ChallengePurposes.SignIn, _code = await person.App.CodeAsync()));
        _assertion = Desk.Given(approved.Assertion, "assertion");
        return approved.Status;
    }

    // The approval spent the sign-in token: the thief needs a sign-in of his own.
    private async Task<string> ReplayAsync()
    {
        await person.SignInAsync();
        return $"422 {(await Desk.RefusedAsync(422, ProblemCodes.InvalidCode, () => person.ChallengeByAppAsync(ChallengePurposes.SignIn, _code))).Code}";
    }
}
