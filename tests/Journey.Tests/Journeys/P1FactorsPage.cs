using System.Net;
using Mfa.Testing;

namespace Mfa.Journeys.Tests.Journeys;

/// <summary>P1 and M4: with one code of the app the account pages open; recovery codes are shown once, and one of them stands in for the phone.</summary>
internal sealed class P1FactorsPage(Place place) : AppJourney(place)
{
    private static readonly string[] Told = ["factor.confirmed", "recovery-codes.issued"];

    private IReadOnlyList<string> _codes = [];

    public override IReadOnlyList<Step> Steps =>
    [
        Step("sign in with the password", SignInAsync),
        Step("the app's code opens the account pages", StepUpAsync),
        Step("have recovery codes made", IssueAsync),
        Step("read the recent activity", ReadAsync),
    ];

    protected override async Task AssertEndAsync()
    {
        var signedIn = (await Main.SignInAsync(Person)).Expect(HttpStatusCode.OK);
        Assert.Equal(10, signedIn.Number("recoveryCodesRemaining"));
        SignInToken = signedIn.Text("signInToken");
        var recovered = (await RecoverAsync(_codes[3].ToLowerInvariant().Replace("-", "", StringComparison.Ordinal))).Expect(HttpStatusCode.Created);
        AssertSaid(recovered.Text("assertion"), "mfa:2", "pwd", "mca");
        SignInToken = await Main.SignInTokenAsync(Person);
        (await RecoverAsync(_codes[3])).Expect(422, "invalid-code");
        Assert.Equal(9, (await Main.SignInAsync(Person)).Number("recoveryCodesRemaining"));
    }

    private async Task IssueAsync()
    {
        _codes = [.. (await Main.PostAsync($"/v1/accounts/{Person.AccountId}/recovery-codes", null, StepUpToken)).Expect(HttpStatusCode.Created)
            .Body!["codes"]!.AsArray().Select(code => code!.GetValue<string>())];
        Assert.Equal(10, _codes.Distinct(StringComparer.Ordinal).Count());
    }

    private async Task ReadAsync()
    {
        var path = $"/v1/accounts/{Person.AccountId}/activity";
        // What happened is told over the bus: it comes a little later, and in any order.
        await Eventually.GetAsync(
            async () => (await Main.GetAsync(path)).Expect(HttpStatusCode.OK).Body!["items"]!.AsArray().Select(item => item!["type"]!.GetValue<string>()).ToArray(),
            said => Told.All(type => said.Contains(type, StringComparer.Ordinal)), grace: Place.System.Grace);
    }

    private Task<Answer> RecoverAsync(string code) => Main.ChallengeAsync(Person, SignInToken, "recovery", code, nonce: Nonce);
}
