using Mfa.Samples.Portal.Tests.Browser;
using Mfa.Samples.Portal.Tests.Journeys;
using Mfa.Samples.Portal.Tests.Texts;

namespace Mfa.Samples.Portal.Tests.Access;

/// <summary>The language switch changes the words and nothing else: who is in the middle of a sign-in stays there.</summary>
public sealed class LanguageTests(PortalSystem portal)
{
    [Fact]
    public async Task TheSwitchKeepsThePageInFourLanguages()
    {
        await using var visitor = await portal.VisitAsync(Browsing.InHungary);
        await visitor.GoAsync("/hu/sign-in/password?service=eeszt&way=email");
        foreach (var language in TextFiles.Languages)
        {
            await SwitchAsync(visitor, language);
            Assert.Equal("/hu/sign-in/password?service=eeszt&way=email", new Uri(visitor.Page.Url).PathAndQuery);
            Assert.Equal(TextFiles.Say("SignInTexts", language, "Password.Title.hu"), await visitor.HeadingAsync());
        }
    }

    [Fact]
    public async Task TheSwitchKeepsASignInThatHasBegun()
    {
        await using var visitor = await portal.VisitAsync(Browsing.InHungary);
        var system = await portal.SystemAsync();
        var resident = await visitor.ToMailCodeAsync(system);
        foreach (var language in TextFiles.Languages)
        {
            await SwitchAsync(visitor, language);
            visitor.AssertAt("/hu/sign-in/mail-code");
        }

        await visitor.TypeMailedCodeAsync(system, resident);
        await visitor.AssertSignedInAsync(resident, "mfa:2", "pwd", "otp", "mca");
        Assert.Equal("ru", await visitor.Page.Locator("html").GetAttributeAsync("lang"));
    }

    [Fact]
    public async Task ThePersonsOwnLanguageIsThatOfTheRealmUntilOneIsChosen()
    {
        await using var visitor = await portal.VisitAsync(Browsing.InHungary);
        await visitor.GoAsync("/");
        await visitor.LookAsync("index");
        Assert.Equal("hu", await visitor.Page.Locator("html").GetAttributeAsync("lang"));
        await visitor.FollowAsync("/md");
        Assert.Equal("ro", await visitor.Page.Locator("html").GetAttributeAsync("lang"));
        await SwitchAsync(visitor, "en");
        await visitor.GoAsync("/hu");
        Assert.Equal("en", await visitor.Page.Locator("html").GetAttributeAsync("lang"));
    }

    private static async Task SwitchAsync(Visitor visitor, string language)
    {
        await visitor.LeaveByAsync(() => visitor.Page.Locator($"header a[hreflang='{language}']").ClickAsync());
        Assert.Equal(language, await visitor.Page.Locator("html").GetAttributeAsync("lang"));
    }
}
