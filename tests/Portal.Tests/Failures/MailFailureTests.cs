using System.Security.Cryptography;
using Mfa.Samples.Portal.Tests.Browser;
using Mfa.Samples.Portal.Tests.Journeys;
using Mfa.Samples.Portal.Tests.People;
using Mfa.Samples.Portal.Tests.Texts;
using static Microsoft.Playwright.Assertions;

namespace Mfa.Samples.Portal.Tests.Failures;

/// <summary>An address that the mail server refuses: the person learns it where they wait for the code, with what is left to do.</summary>
public sealed class MailFailureTests(PortalSystem portal)
{
    [Fact]
    public async Task AtTheEnrolmentARefusedAddressIsToldWithoutAReload()
    {
        await using var visitor = await portal.VisitAsync(Browsing.InHungary);
        var resident = await new Census(await portal.SystemAsync()).NewAsync(address: RefusedAddress());
        await visitor.ToPasswordAsync("eeszt", "email");
        await visitor.SignInAsync(resident);
        await visitor.TypeAsync("password", resident.Password);
        await visitor.SubmitAsync();

        visitor.AssertAt("/hu/enrol/email");
        await AssertToldOfRefusalAsync(visitor);
        await visitor.LookAsync("hu-enrol-email-refused");
    }

    [Fact]
    public async Task ARefusedNewAddressIsToldAndTheOldOneStays()
    {
        await using var visitor = await portal.VisitAsync(Browsing.InHungary);
        var system = await portal.SystemAsync();
        var resident = await new Census(system).WithAppAsync();
        await visitor.OpenAccountAsync(resident);
        await visitor.FollowAsync("/hu/account/address");
        await visitor.TypeAsync("email", RefusedAddress());
        await visitor.SubmitAsync();

        visitor.AssertAt("/hu/account/address");
        await AssertToldOfRefusalAsync(visitor);
        await visitor.LookAsync("hu-account-address-refused");
        Assert.Equal(resident.Email, (await system.Api.Accounts.GetAsync(resident.AccountId)).Email);
    }

    private static Task AssertToldOfRefusalAsync(Visitor visitor) =>
        Expect(visitor.Page.Locator(".delivery [role='status']")).ToHaveTextAsync(TextFiles.Say("CommonTexts", "hu", "Delivery.failed", "p…@r….hu"));

    /// <summary>Of 254 characters, as RFC 5321 allows (§4.5.3.1.3); the mailbox of a developer's system takes one less and answers 501.</summary>
    private static string RefusedAddress()
    {
        var local = "person." + RandomNumberGenerator.GetHexString(12, lowercase: true);
        var domain = string.Join('.', "refused" + new string('a', 50), new string('b', 60), new string('c', 60), "");
        return $"{local}@{domain}{new string('d', 254 - local.Length - 1 - domain.Length - 3)}.hu";
    }
}
