using System.Text.RegularExpressions;
using static Microsoft.Playwright.Assertions;

namespace Mfa.Samples.Portal.Tests.Journeys;

/// <summary>H8: the page says what became of the mail and when it may be asked for again; "send again" sends the same code, and the first mail's works too.</summary>
internal sealed partial class H8SlowMail(Scene scene) : Journey(scene)
{
    public override async Task WalkAsync()
    {
        var resident = await Visitor.ToMailCodeAsync(Running);
        await Expect(Visitor.Page.Locator(".delivery [role='status']")).ToContainTextAsync(Sent());
        var first = await resident.NextCodeMailAsync(Running);

        await Visitor.SubmitAsync("Resend");
        Visitor.AssertAt("/hu/sign-in/mail-code");
        await Visitor.LookAsync("hu-mail-code-too-soon");
        Assert.Matches(@"[0-2]\d:[0-5]\d", await Visitor.ToldAsync());
        await UntilItMayBeSentAgainAsync();
        await Visitor.SubmitAsync("Resend");

        Visitor.AssertAt("/hu/sign-in/mail-code");
        await Visitor.LookAsync("hu-mail-code-again");
        var second = await resident.NextCodeMailAsync(Running);
        Assert.Equal(first.Code, second.Code);
        Assert.NotEqual(first.MessageId, second.MessageId);
        await Visitor.TypeAsync("code", first.Code);
        await Visitor.SubmitAsync();
        await Visitor.AssertSignedInAsync(resident, "mfa:2", "pwd", "otp", "mca");
    }

    /// <summary>The page says by the clock when.</summary>
    private async Task UntilItMayBeSentAgainAsync()
    {
        var hint = await Visitor.Page.Locator(".delivery form .hint").InnerTextAsync();
        var from = TimeOnly.Parse(Clock().Match(hint).Value, System.Globalization.CultureInfo.InvariantCulture);
        var now = TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("Europe/Budapest")).DateTime);
        var pause = from - now;
        Assert.InRange(pause, TimeSpan.Zero, TimeSpan.FromSeconds(31));
        await Task.Delay(pause + TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
    }

    [GeneratedRegex(@"p…@e….+[0-2]\d:[0-5]\d|[0-2]\d:[0-5]\d.+p…@e…", RegexOptions.None, 1000)]
    private static partial Regex Sent();

    [GeneratedRegex(@"[0-2]\d:[0-5]\d:[0-5]\d", RegexOptions.None, 1000)]
    private static partial Regex Clock();
}
