using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Mfa.Journeys.Tests.Journeys;

/// <summary>H9: somebody who knows the password asks for a code; the person's link cancels it, is on record, and may be pressed twice.</summary>
internal sealed partial class H9NotMe(Place place) : MailJourney(place)
{
    private string _challenge = "";
    private string _code = "";
    private string _token = "";

    public override IReadOnlyList<Step> Steps =>
    [
        Step("a stranger signs in with the password", SignInAsync),
        Step("and has a code mailed", AskAsync),
        Step("the person presses the button behind the mail's link", ReportAsync),
    ];

    protected override async Task AssertEndAsync()
    {
        (await Main.VerifyAsync(_challenge, _code)).Expect(410, "challenge-over");
        Assert.Equal("canceled", (await Main.GetAsync("/v1/challenges/" + _challenge)).Expect(HttpStatusCode.OK).Text("status"));
        var again = await SendAsync();
        Assert.Equal("canceled", again.Text("challenge"));
        Assert.Equal([("email", "active")], await FactorsAsync());
    }

    private async Task AskAsync()
    {
        _challenge = (await Main.ChallengeAsync(Person, SignInToken, "email", nonce: Nonce)).Expect(HttpStatusCode.Created).Text("id");
        var mail = await MailedAsync();
        _code = mail.Code;
        _token = Uri.UnescapeDataString(Link().Match(mail.Text).Groups["token"].Value);
    }

    private async Task ReportAsync() => Assert.Equal("canceled", (await SendAsync()).Text("challenge"));

    private async Task<Testing.Answer> SendAsync() =>
        (await Main.PostAsync("/v1/reports", new JsonObject { ["token"] = _token, ["reason"] = "not-me" })).Expect(HttpStatusCode.OK);

    [GeneratedRegex(@"\?token=(?<token>\S+)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();
}
