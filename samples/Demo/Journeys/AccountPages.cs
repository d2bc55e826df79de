using Mfa.Client;

namespace Mfa.Samples.Demo.Journeys;

/// <summary>M4 and P1: one code opens the account pages for five minutes; recovery codes are made, and one of them stands in for the phone.</summary>
internal sealed class AccountPages(Person person)
{
    private string _recoveryCode = "";
    private string _assertion = "";

    public IReadOnlyList<(string, Func<Task<string>>)> Steps =>
    [
        ("sign in and step up with the app", StepUpAsync),
        ("have recovery codes made", IssueAsync),
        ("read the recent activity", ReadAsync),
        ("sign in with a recovery code", RecoverAsync),
        ("verify the assertion", () => person.CheckAssertionAsync(_assertion, FactorTypes.Recovery)),
    ];

    private async Task<string> StepUpAsync()
    {
        await person.StepUpWithAppAsync();
        return "a step-up token";
    }

    private async Task<string> IssueAsync()
    {
        var codes = (await person.Mfa.Factors.IssueRecoveryCodesAsync(person.AccountId, person.StepUpToken)).Codes;
        _recoveryCode = codes[0];
        return $"{codes.Count} codes, shown once";
    }

    private async Task<string> ReadAsync()
    {
        List<string> types = [];
        await foreach (var item in person.Mfa.Accounts.ListActivityAsync(person.AccountId))
            types.Add(item.Type);
        return $"{types.Count} events, the last: {types[0]}";
    }

    private async Task<string> RecoverAsync()
    {
        await person.SignInAsync();
        var approved = await person.ChallengeAsync(FactorTypes.Recovery, ChallengePurposes.SignIn, _recoveryCode);
        _assertion = Desk.Given(approved.Assertion, "assertion");
        return approved.Status;
    }
}
