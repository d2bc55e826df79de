using System.Net;

namespace Mfa.Journeys.Tests.Journeys;

/// <summary>H1: the password, and a code to the address on record, which becomes the factor.</summary>
internal sealed class H1FirstEnrolmentByMail(Place place) : Journey(place)
{
    private string _factor = "";
    private string _code = "";
    private string _assertion = "";

    public override IReadOnlyList<Step> Steps =>
    [
        Step("sign in with the password", SignInAsync),
        Step("the password again; a code comes by mail", BeginAsync),
        Step("type the code", ConfirmAsync),
    ];

    protected override async Task BecomeAsync() => Person = await Main.RegisterWithAddressAsync(Place.Realm, Place.Locale);

    protected override async Task AssertEndAsync()
    {
        AssertSaid(_assertion, "mfa:2", "pwd", "otp", "mca");
        Assert.Equal([("email", "active")], await FactorsAsync());
        await ToldAsync("Sikeres Ügyfélkapu+ igénylés");
        (await Main.ConfirmAsync(Person, _factor, _code)).Expect(HttpStatusCode.OK);
    }

    private async Task BeginAsync()
    {
        var pending = (await Main.StartEmailAsync(Person, SignInToken, nonce: Nonce)).Expect(HttpStatusCode.Created);
        Assert.Equal(("pending", "digits-6", 5), (pending.Text("status"), pending.Text("format"), pending.Number("attemptsRemaining")));
        _factor = pending.Text("id");
        _code = (await MailedAsync()).Code;
    }

    private async Task ConfirmAsync()
    {
        var confirmed = (await Main.ConfirmAsync(Person, _factor, _code)).Expect(HttpStatusCode.OK);
        Assert.Null(confirmed.Body!["revocationCode"]);
        (_assertion, StepUpToken) = (confirmed.Text("assertion"), confirmed.Text("stepUpToken"));
    }
}
