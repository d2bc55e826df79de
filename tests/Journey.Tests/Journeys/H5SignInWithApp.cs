using System.Net;

namespace Mfa.Journeys.Tests.Journeys;

/// <summary>H5: name, password and the app's code in one go; M2 is the same with the personal number.</summary>
internal sealed class H5SignInWithApp(Place place) : AppJourney(place)
{
    private string _code = "";
    private string _assertion = "";

    public override IReadOnlyList<Step> Steps =>
    [
        Step("sign in with the password", SignInAsync),
        Step("type the app's code", VerifyAsync),
    ];

    protected override async Task AssertEndAsync()
    {
        AssertSaid(_assertion, "mfa:3", "pwd", "otp", "mfa");
        (await Main.ChallengeAsync(Person, await Main.SignInTokenAsync(Person), "totp", _code)).Expect(422, "invalid-code");
    }

    private async Task VerifyAsync()
    {
        _code = await Phone.NextCodeAsync();
        _assertion = (await Main.ChallengeAsync(Person, SignInToken, "totp", _code, nonce: Nonce)).Expect(HttpStatusCode.Created).Text("assertion");
    }
}
