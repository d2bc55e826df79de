using System.Net;
using System.Text.Json.Nodes;
using Mfa.Testing;

namespace Mfa.Journeys.Tests.Journeys;

/// <summary>M1: the electronic signature makes the account, a password and an app make it whole; the app's first code signs in. An address may be added.</summary>
internal sealed class M1Activation(Place place) : Journey(place)
{
    private Signer _signer = null!;
    private string _factor = "";
    private Phone _phone = null!;
    private string _assertion = "";

    public override IReadOnlyList<Step> Steps =>
    [
        Step("sign the text with the electronic signature", SignAsync),
        Step("choose a password", ChooseAsync),
        Step("the QR code is shown", BeginAsync),
        Step("type the app's code", ConfirmAsync),
        Step("add an address; a code comes by mail", AddAsync),
    ];

    protected override async Task BecomeAsync()
    {
        _signer = await Signer.NewAsync(Place);
        Person = new Person(Place.Realm, "", _signer.Number);
    }

    protected override async Task AssertEndAsync()
    {
        AssertSaid(_assertion, "mfa:3", "sc", "otp", "mfa");
        Assert.Equal([("totp", "active")], await FactorsAsync());
        var account = (await Main.GetAsync($"/v1/accounts/{Person.AccountId}")).Expect(HttpStatusCode.OK);
        Assert.Equal((Person.Email, "active"), (account.Text("email"), account.Text("status")));
        (await Main.ChallengeAsync(Person, await Main.SignInTokenAsync(Person), "totp", await _phone.NextCodeAsync(), nonce: Nonce)).Expect(HttpStatusCode.Created);
    }

    private async Task SignAsync()
    {
        var signedIn = await _signer.SignInAsync();
        // Once made, the account is found: whoever comes back goes on with it.
        Assert.Equal(Person.AccountId is "", signedIn.Body!["accountCreated"]!.GetValue<bool>());
        Person = Person with { AccountId = signedIn.Text("accountId") };
        SignInToken = signedIn.Text("signInToken");
    }

    private async Task ChooseAsync() => (await _signer.SetPasswordAsync(Person.AccountId, SignInToken)).Expect(HttpStatusCode.NoContent);

    private async Task BeginAsync()
    {
        // Who has come as far as the confirmed app begins anew by replacing it.
        var active = (await Main.GetAsync(FactorsPath)).Expect(HttpStatusCode.OK).Body!["items"]!.AsArray().FirstOrDefault(factor => factor!["status"]!.GetValue<string>() == "active");
        var body = new JsonObject { ["type"] = "totp", ["signInToken"] = SignInToken, ["nonce"] = Nonce };
        if (active is not null)
            body["replaces"] = active["id"]!.GetValue<string>();
        var pending = (await Main.PostAsync(FactorsPath, body)).Expect(HttpStatusCode.Created);
        Assert.Equal("pending", pending.Text("status"));
        (_factor, _phone) = (pending.Text("id"), SetUp(pending));
    }

    private async Task ConfirmAsync()
    {
        var confirmed = (await Main.ConfirmAsync(Person, _factor, await _phone.NextCodeAsync())).Expect(HttpStatusCode.OK);
        Assert.NotEmpty(confirmed.Text("revocationCode"));
        (_assertion, StepUpToken) = (confirmed.Text("assertion"), confirmed.Text("stepUpToken"));
    }

    private async Task AddAsync()
    {
        var path = $"/v1/accounts/{Person.AccountId}";
        (await Main.SendAsync(HttpMethod.Patch, path, new JsonObject { ["email"] = Person.Email }.ToJsonString(), StepUpToken)).Expect(HttpStatusCode.OK);
        (await Main.PostAsync(path + "/email/confirm", CodeOf((await MailedAsync()).Code))).Expect(HttpStatusCode.OK);
    }
}
