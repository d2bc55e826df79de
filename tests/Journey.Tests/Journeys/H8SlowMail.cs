using System.Net;
using Mfa.Testing;

namespace Mfa.Journeys.Tests.Journeys;

/// <summary>H8: "send again" sends the same code; the first mail's works too, and the page shows what became of the mail.</summary>
internal sealed class H8SlowMail(Place place) : MailJourney(place)
{
    private string _challenge = "";
    private ReceivedMail _first = null!;
    private string _assertion = "";

    public override IReadOnlyList<Step> Steps =>
    [
        Step("sign in with the password", SignInAsync),
        Step("choose the code by mail; it comes late", AskAsync),
        Step("send again: the same code", SendAgainAsync),
        Step("type the first mail's code", VerifyAsync),
    ];

    protected override Task AssertEndAsync()
    {
        AssertSaid(_assertion, "mfa:2", "pwd", "otp", "mca");
        return Task.CompletedTask;
    }

    private async Task AskAsync()
    {
        _challenge = (await Main.ChallengeAsync(Person, SignInToken, "email", nonce: Nonce)).Expect(HttpStatusCode.Created).Text("id");
        _first = await MailedAsync();
    }

    private async Task SendAgainAsync()
    {
        var challenge = (await Main.GetAsync("/v1/challenges/" + _challenge)).Expect(HttpStatusCode.OK);
        Assert.Contains(challenge.Body!["delivery"]!["state"]!.GetValue<string>(), (string[])["queued", "handed-over"]);
        var pause = challenge.Body["resendAvailableAt"]!.GetValue<DateTimeOffset>() - TimeProvider.System.GetUtcNow();
        await Task.Delay(pause > TimeSpan.Zero ? pause + TimeSpan.FromMilliseconds(100) : TimeSpan.Zero, TestContext.Current.CancellationToken);

        (await Main.PostAsync($"/v1/challenges/{_challenge}/resend")).Expect(HttpStatusCode.Accepted);
        var second = await MailedAsync();
        Assert.Equal(_first.Code, second.Code);
        Assert.NotEqual(_first.MessageId, second.MessageId);
    }

    private async Task VerifyAsync() => _assertion = (await Main.VerifyAsync(_challenge, _first.Code)).Expect(HttpStatusCode.OK).Text("assertion");
}
