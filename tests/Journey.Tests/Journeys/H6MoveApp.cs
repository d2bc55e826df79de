using System.Net;

namespace Mfa.Journeys.Tests.Journeys;

/// <summary>H6: to another phone; the old secret and the old revocation code end when the new one is confirmed, and not before.</summary>
internal sealed class H6MoveApp(Place place) : AppJourney(place)
{
    private string _factor = "";
    private Phone _new = null!;
    private string _revocationCode = "";

    public override IReadOnlyList<Step> Steps =>
    [
        Step("sign in with the password", SignInAsync),
        Step("the old phone's code opens the account pages", StepUpAsync),
        Step("the password again; a new QR code is shown", BeginAsync),
        Step("type the new phone's code", ConfirmAsync),
    ];

    protected override async Task AssertEndAsync()
    {
        Assert.Equal([("totp", "active")], await FactorsAsync());
        AssertSaid(await AssertionByAppAsync(_new), "mfa:3", "pwd", "otp", "mfa");
        (await Main.ChallengeAsync(Person, await Main.SignInTokenAsync(Person), "totp", await Phone.NextCodeAsync())).Expect(422, "invalid-code");
        Assert.NotEqual(RevocationCode, _revocationCode);
        (await Main.RevokeAsync(Person, RevocationCode)).Expect(422, "invalid-credentials");
    }

    private async Task BeginAsync()
    {
        var pending = (await Main.StartTotpAsync(Person, signInToken: "", StepUpToken, replaces: AppFactor)).Expect(HttpStatusCode.Created);
        (_factor, _new) = (pending.Text("id"), SetUp(pending));
    }

    private async Task ConfirmAsync() =>
        _revocationCode = (await Main.ConfirmAsync(Person, _factor, await _new.NextCodeAsync())).Expect(HttpStatusCode.OK).Text("revocationCode");
}
