using System.Net;

namespace Mfa.Journeys.Tests.Journeys;

/// <summary>H3: a person who has the app adds e-mail; one code of the app is the step-up, and both factors work from then on.</summary>
internal sealed class H3AddMailToApp(Place place) : AppJourney(place)
{
    private string _factor = "";
    private string _code = "";

    public override IReadOnlyList<Step> Steps =>
    [
        Step("sign in with the password", SignInAsync),
        Step("the app's code opens the account pages", StepUpAsync),
        Step("the password again; a code comes by mail", BeginAsync),
        Step("type the code", ConfirmAsync),
    ];

    protected override async Task AssertEndAsync()
    {
        Assert.Equal([("email", "active"), ("totp", "active")], await FactorsAsync());
        AssertSaid(await AssertionByAppAsync(Phone), "mfa:3", "pwd", "otp", "mfa");
        var challenge = (await Main.ChallengeAsync(Person, await Main.SignInTokenAsync(Person), "email", nonce: Nonce)).Expect(HttpStatusCode.Created);
        var verified = (await Main.VerifyAsync(challenge.Text("id"), (await MailedAsync()).Code)).Expect(HttpStatusCode.OK);
        AssertSaid(verified.Text("assertion"), "mfa:2", "pwd", "otp", "mca");
    }

    private async Task BeginAsync()
    {
        _factor = (await Main.StartEmailAsync(Person, signInToken: "", StepUpToken)).Expect(HttpStatusCode.Created).Text("id");
        _code = (await MailedAsync()).Code;
    }

    private async Task ConfirmAsync() => (await Main.ConfirmAsync(Person, _factor, _code)).Expect(HttpStatusCode.OK);
}
