using System.Net;

namespace Mfa.Journeys.Tests.Journeys;

/// <summary>H4: a code to the address on record comes before the QR code; the revocation code is shown once, at the end.</summary>
internal sealed class H4FirstEnrolmentWithApp(Place place) : Journey(place)
{
    private string _factor = "";
    private string _mailed = "";
    private Phone _phone = null!;
    private string _assertion = "";

    public override IReadOnlyList<Step> Steps =>
    [
        Step("sign in with the password", SignInAsync),
        Step("the password again; a code comes by mail", BeginAsync),
        Step("type the mailed code; the QR code is shown", ProveAsync),
        Step("type the app's code", ConfirmAsync),
    ];

    protected override async Task BecomeAsync() => Person = await Main.RegisterWithAddressAsync(Place.Realm, Place.Locale);

    protected override async Task AssertEndAsync()
    {
        AssertSaid(_assertion, "mfa:3", "pwd", "otp", "mfa");
        Assert.Equal([("totp", "active")], await FactorsAsync());
        await ToldAsync("Sikeres Ügyfélkapu+ igénylés");
        Assert.DoesNotContain("\"totp\":{", (await Main.GetAsync($"{FactorsPath}/{_factor}")).Expect(HttpStatusCode.OK).Content, StringComparison.Ordinal);
    }

    private async Task BeginAsync()
    {
        var begun = (await Main.StartTotpAsync(Person, SignInToken, nonce: Nonce)).Expect(HttpStatusCode.Created);
        Assert.Equal("proof-required", begun.Text("status"));
        Assert.Null(begun.Body!["totp"]);
        _factor = begun.Text("id");
        _mailed = (await MailedAsync()).Code;
    }

    private async Task ProveAsync() => _phone = SetUp((await Main.PostAsync($"{FactorsPath}/{_factor}/prove", CodeOf(_mailed))).Expect(HttpStatusCode.OK));

    private async Task ConfirmAsync()
    {
        var confirmed = (await Main.ConfirmAsync(Person, _factor, await _phone.NextCodeAsync())).Expect(HttpStatusCode.OK);
        Assert.Matches("^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$", confirmed.Text("revocationCode"));
        _assertion = confirmed.Text("assertion");
    }
}
