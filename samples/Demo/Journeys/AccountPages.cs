namespace Mfa.Samples.Demo.Journeys;

/// <summary>M4 and P1: one code opens the account pages for five minutes; recovery codes are made, and one of them stands in for the phone.</summary>
internal sealed class AccountPages(Desk desk, Person person)
{
    private string _recoveryCode = "";
    private string _assertion = "";

    public IReadOnlyList<(string, Func<Task<string>>)> Steps =>
    [
        ("sign in and step up with the app", StepUpAsync),
        ("have recovery codes made", IssueAsync),
        ("read the recent activity", ReadAsync),
        ("sign in with a recovery code", RecoverAsync),
        ("verify the assertion", () => desk.CheckAssertionAsync(_assertion, person, "recovery")),
    ];

    private async Task<string> StepUpAsync()
    {
        await person.SignInAsync();
        var approved = (await desk.PatientlyAsync(async () => await person.ChallengeByAppAsync("manage", await person.App.CodeAsync()))).Expect(201);
        person.StepUpToken = approved.Text("stepUpToken");
        return approved.Text("status");
    }

    private async Task<string> IssueAsync()
    {
        var codes = (await desk.Client.PostAsync($"{person.AccountPath}/recovery-codes", new { }, person.StepUpToken)).Expect(201).Json.GetProperty("codes");
        _recoveryCode = codes[0].GetString()!;
        return $"{codes.GetArrayLength()} codes, shown once";
    }

    private async Task<string> ReadAsync()
    {
        var items = (await desk.Client.GetAsync($"{person.AccountPath}/activity")).Expect(200).Json.GetProperty("items");
        return $"{items.GetArrayLength()} events, the last: {items[0].GetProperty("type").GetString()}";
    }

    private async Task<string> RecoverAsync()
    {
        await person.SignInAsync();
        var approved = (await person.ChallengeAsync("recovery", "sign-in", _recoveryCode)).Expect(201);
        _assertion = approved.Text("assertion");
        return approved.Text("status");
    }
}
