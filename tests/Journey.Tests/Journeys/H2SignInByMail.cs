using System.Net;

namespace Mfa.Journeys.Tests.Journeys;

/// <summary>H2: at a relying service; the page and the mail show the same three digits, and the mail names the service.</summary>
internal sealed class H2SignInByMail(Place place) : MailJourney(place)
{
    private string _challenge = "";
    private string _code = "";
    private string _assertion = "";

    public override IReadOnlyList<Step> Steps =>
    [
        Step("sign in with the password", SignInAsync),
        Step("choose the code by mail; it comes", AskAsync),
        Step("type the code", VerifyAsync),
    ];

    protected override async Task AssertEndAsync()
    {
        AssertSaid(_assertion, "mfa:2", "pwd", "otp", "mca");
        (await Main.VerifyAsync(_challenge, _code)).Expect(410, "challenge-over");
        (await Main.ChallengeAsync(Person, SignInToken, "email")).Expect(422, "invalid-token");
    }

    private async Task AskAsync()
    {
        var challenge = (await Main.ChallengeAsync(Person, SignInToken, "email", nonce: Nonce, service: "eszja")).Expect(HttpStatusCode.Created);
        _challenge = challenge.Text("id");
        var mail = await MailedAsync();
        Assert.Contains(challenge.Text("sessionIdentifier"), mail.Text, StringComparison.Ordinal);
        Assert.Contains(Place.Locale == "hu" ? "eSZJA" : "Tax return", mail.Text, StringComparison.Ordinal);
        _code = mail.Code;
    }

    private async Task VerifyAsync() => _assertion = (await Main.VerifyAsync(_challenge, _code)).Expect(HttpStatusCode.OK).Text("assertion");
}
