using System.Net;
using System.Text.Json.Nodes;

namespace Mfa.Journeys.Tests.Journeys;

/// <summary>H7: password and revocation code remove the app and open one enrolment; a closed browser loses nothing.</summary>
internal sealed class H7LostPhone(Place place) : AppJourney(place)
{
    private string _factor = "";
    private Phone _new = null!;

    public override IReadOnlyList<Step> Steps =>
    [
        Step("password and revocation code", RevokeAsync),
        Step("set the new phone up: no password, no mail", BeginAsync),
        Step("type the new phone's code", ConfirmAsync),
    ];

    protected override async Task AssertEndAsync()
    {
        Assert.Equal([("totp", "active")], await FactorsAsync());
        AssertSaid(await AssertionByAppAsync(_new), "mfa:3", "pwd", "otp", "mfa");
        (await Main.RevokeAsync(Person, RevocationCode)).Expect(422, "invalid-credentials");
    }

    private async Task RevokeAsync()
    {
        var revoked = (await Main.RevokeAsync(Person, RevocationCode)).Expect(HttpStatusCode.OK);
        Assert.Equal("rc", revoked.Text("method"));
        SignInToken = revoked.Text("signInToken");
        (await Main.StartTotpAsync(Person)).Expect(403, "bootstrap-required");
    }

    private async Task BeginAsync()
    {
        var pending = (await Main.PostAsync(FactorsPath, new JsonObject { ["type"] = "totp", ["signInToken"] = SignInToken })).Expect(HttpStatusCode.Created);
        (_factor, _new) = (pending.Text("id"), SetUp(pending));
    }

    private async Task ConfirmAsync() => (await Main.ConfirmAsync(Person, _factor, await _new.NextCodeAsync())).Expect(HttpStatusCode.OK);
}
