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
        ("verify the assertion", () => desk.CheckAssertionAsync(_assertion, person, "totp")),
        ("send the same code again", ReplayAsync),
    ];

    private async Task<string> ProveAsync()
    {
        var approved = (await desk.PatientlyAsync(async () => await person.ChallengeByAppAsync("sign-in", _code = await person.App.CodeAsync()))).Expect(201);
        _assertion = approved.Text("assertion");
        return approved.Text("status");
    }

    // The approval spent the sign-in token: the thief needs a sign-in of his own.
    private async Task<string> ReplayAsync()
    {
        await person.SignInAsync();
        return $"422 {(await person.ChallengeByAppAsync("sign-in", _code)).Expect(422, "invalid-code").Problem}";
    }
}
