using Mfa.Samples.Portal.Tests.Browser;
using Mfa.Samples.Portal.Tests.Journeys;
using Mfa.Samples.Portal.Tests.People;
using static Microsoft.Playwright.Assertions;

namespace Mfa.Samples.Portal.Tests.Failures;

/// <summary>A page kept too long, gone back to, open twice or clicked twice: nothing is lost, nothing is done twice, and the person is led to where they are.</summary>
public sealed class FormFailureTests(PortalSystem portal)
{
    [Fact]
    public async Task AnExpiredFormLosesNothing()
    {
        await using var visitor = await portal.VisitAsync(Browsing.InHungary);
        var (system, resident) = await ComeToEnrolmentAsync(visitor);
        await visitor.TypeAsync("password", resident.Password);
        await visitor.SubmitAsync();
        await visitor.Context.ClearCookiesAsync(new() { Name = "__Host-form" });
        await visitor.TypeMailedCodeAsync(system, resident, "Confirm");

        await visitor.LookAsync("hu-trouble-400");
        Assert.Equal(0, await visitor.Field("code").CountAsync());
        await visitor.FollowAsync("/hu/enrol/email");
        await visitor.TypeAsync("code", (await system.Mails.WaitForCodeAsync(resident.Email)).Code);
        await visitor.SubmitAsync("Confirm");
        visitor.AssertAt("/hu/enrol/done");
    }

    [Fact]
    public async Task WithoutAnyCookieThePersonIsShownWhereToBegin()
    {
        await using var visitor = await portal.VisitAsync(Browsing.InHungary);
        var (_, resident) = await ComeToEnrolmentAsync(visitor);
        await visitor.Context.ClearCookiesAsync();
        await visitor.TypeAsync("password", resident.Password);
        await visitor.SubmitAsync();

        await visitor.FollowAsync("/hu/enrol/email");
        visitor.AssertAt("/hu");
        Assert.Equal(0, await resident.CodeMailsAsync(await portal.SystemAsync()));
    }

    [Fact]
    public async Task ASecondTabLeadsToWhereTheFirstOneIs()
    {
        await using var visitor = await portal.VisitAsync(Browsing.InHungary);
        var (system, resident) = await ComeToEnrolmentAsync(visitor);
        var second = await visitor.OpenTabAsync(portal.Observations);
        await second.GoAsync("/hu/enrol/email");
        await visitor.TypeAsync("password", resident.Password);
        await visitor.SubmitAsync();

        await second.TypeAsync("password", resident.Password);
        await second.SubmitAsync();

        second.AssertAt("/hu/enrol/email");
        await second.TypeMailedCodeAsync(system, resident, "Confirm");
        second.AssertAt("/hu/enrol/done");
        Assert.Equal(1, await resident.CodeMailsAsync(system));
        await visitor.TypeAsync("code", "000000");
        await visitor.SubmitAsync("Confirm");
        visitor.AssertAt("/hu/enrol/done");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ADoubleClickOrdersOneMail(bool scripts)
    {
        await using var visitor = await portal.VisitAsync(Browsing.InHungary with { Scripts = scripts });
        var (system, resident) = await ComeToEnrolmentAsync(visitor);
        await visitor.TypeAsync("password", resident.Password);
        await visitor.Button().DblClickAsync();

        await Expect(visitor.Field("code")).ToBeVisibleAsync();
        await visitor.Page.WaitForLoadStateAsync();
        await visitor.TypeMailedCodeAsync(system, resident, "Confirm");
        visitor.AssertAt("/hu/enrol/done");
        Assert.Equal(1, await resident.CodeMailsAsync(system));
    }

    [Fact]
    public async Task WhoGoesBackIsWhereTheyAreAndAUsedCodeIsNotTakenTwice()
    {
        await using var visitor = await portal.VisitAsync(Browsing.InHungary);
        var resident = await new Census(await portal.SystemAsync()).WithAppAsync();
        var code = await resident.Phone!.NextCodeAsync();
        await visitor.ToPasswordAsync("eeszt", "totp");
        await visitor.SignInAsync(resident);
        await visitor.TypeAsync("code", code);
        await visitor.SubmitAsync();
        visitor.AssertAt("/hu/service");

        await visitor.Page.GoBackAsync();
        visitor.AssertAt("/hu/service");
        await visitor.GoAsync("/hu/sign-in/password?service=eeszt&way=totp");
        await visitor.SignInAsync(resident, code);
        visitor.AssertAt("/hu/sign-in/app-code");
        await visitor.AssertToldAsync("Problem.invalid-code", "4");
        await visitor.TypeAsync("code", await resident.Phone.NextCodeAsync());
        await visitor.SubmitAsync();
        await visitor.AssertSignedInAsync(resident, "mfa:3", "pwd", "otp", "mfa");
    }

    [Fact]
    public async Task APageThatIsNotThereSaysSoInTheRealmsLanguage()
    {
        await using var visitor = await portal.VisitAsync(Browsing.InHungary);
        Assert.Equal(404, await visitor.GoAsync("/hu/no-such-page"));
        await visitor.LookAsync("hu-trouble-404");
        Assert.Contains(Texts.TextFiles.Say("CommonTexts", "hu", "Trouble.404.Title"), await visitor.HeadingAsync(), StringComparison.Ordinal);
        Assert.Equal(500, await visitor.GoAsync("/trouble/500"));
        await visitor.LookAsync("trouble-500");
    }

    /// <summary>To the page that asks for the password before a code is mailed.</summary>
    private async Task<(DeveloperSystem System, Resident Resident)> ComeToEnrolmentAsync(Visitor visitor)
    {
        var system = await portal.SystemAsync();
        var resident = await new Census(system).NewAsync();
        await visitor.GoAsync("/hu/sign-in/password?service=eeszt&way=email");
        await visitor.SignInAsync(resident);
        visitor.AssertAt("/hu/enrol/email");
        return (system, resident);
    }
}
