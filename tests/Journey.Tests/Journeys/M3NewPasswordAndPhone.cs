using System.Net;
using System.Text.Json.Nodes;
using Mfa.Testing;

namespace Mfa.Journeys.Tests.Journeys;

/// <summary>M3: password forgotten or phone lost; the electronic signature opens a new password and a new enrolment, and the old factor ends.</summary>
internal sealed class M3NewPasswordAndPhone(Place place) : AppJourney(place)
{
    private const string NewPassword = "a loud sea at noon";

    private string _factor = "";
    private Phone _new = null!;
    private string _assertion = "";

    public override IReadOnlyList<Step> Steps =>
    [
        Step("sign the text with the electronic signature", SignAsync),
        Step("choose a new password", ChooseAsync),
        Step("a new QR code is shown", BeginAsync),
        Step("type the new phone's code", ConfirmAsync),
    ];

    protected override async Task AssertEndAsync()
    {
        AssertSaid(_assertion, "mfa:3", "sc", "otp", "mfa");
        Assert.Equal([("totp", "active")], await FactorsAsync());
        (await Main.SignInAsync(Person)).Expect(422, "invalid-credentials");
        var token = (await Main.SignInAsync(Person, NewPassword)).Expect(HttpStatusCode.OK).Text("signInToken");
        (await Main.ChallengeAsync(Person, token, "totp", await Phone.NextCodeAsync())).Expect(422, "invalid-code");
        (await Main.ChallengeAsync(Person, token, "totp", await _new.NextCodeAsync(), nonce: Nonce)).Expect(HttpStatusCode.Created);
    }

    private async Task SignAsync()
    {
        var signedIn = await Signer!.SignInAsync();
        Assert.False(signedIn.Body!["accountCreated"]!.GetValue<bool>());
        Assert.Equal((Person.AccountId, "required"), (signedIn.Text("accountId"), signedIn.Text("secondFactor")));
        SignInToken = signedIn.Text("signInToken");
    }

    private async Task ChooseAsync() => (await Signer!.SetPasswordAsync(Person.AccountId, SignInToken, NewPassword)).Expect(HttpStatusCode.NoContent);

    private async Task BeginAsync()
    {
        var pending = (await Main.PostAsync(
            FactorsPath, new JsonObject { ["type"] = "totp", ["signInToken"] = SignInToken, ["replaces"] = AppFactor, ["nonce"] = Nonce })).Expect(HttpStatusCode.Created);
        (_factor, _new) = (pending.Text("id"), SetUp(pending));
    }

    private async Task ConfirmAsync() =>
        _assertion = (await Main.ConfirmAsync(Person, _factor, await _new.NextCodeAsync())).Expect(HttpStatusCode.OK).Text("assertion");
}
