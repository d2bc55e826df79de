using System.Text.Json;
using Mfa.Samples.Portal.Tests.Browser;
using Mfa.Samples.Portal.Tests.Journeys;
using Mfa.Samples.Portal.Tests.People;

namespace Mfa.Samples.Portal.Tests.Access;

/// <summary>H2 by the keyboard alone: everything is reached by Tab, seen when it is, and done by Enter.</summary>
public sealed class KeyboardTests(PortalSystem portal)
{
    private const int MostTabs = 60;

    [Fact]
    public async Task ASignInByMailNeedsNoMouse()
    {
        await using var visitor = await portal.VisitAsync(Browsing.InHungary);
        var system = await portal.SystemAsync();
        var resident = await new Census(system).WithMailAsync();
        await visitor.GoAsync("/hu");
        await FollowAsync(visitor, "main a[href='/hu/sign-in?service=eeszt']");
        await FollowAsync(visitor, "main a[href*='way=email']");

        Assert.True(await IsAtAsync(visitor, "[name='identifier']"), "The first field has the focus.");
        await visitor.Page.Keyboard.TypeAsync(resident.Name);
        await ReachAsync(visitor, "[name='password']");
        await visitor.Page.Keyboard.TypeAsync(resident.Password);
        await visitor.LeaveByAsync(() => visitor.Page.Keyboard.PressAsync("Enter"));

        visitor.AssertAt("/hu/sign-in/mail-code");
        Assert.True(await IsAtAsync(visitor, "[name='code']"), "The code's field has the focus.");
        await visitor.Page.Keyboard.TypeAsync((await resident.NextCodeMailAsync(system)).Code);
        await ReachAsync(visitor, "main form button.primary");
        await visitor.LeaveByAsync(() => visitor.Page.Keyboard.PressAsync("Enter"));
        await visitor.AssertSignedInAsync(resident, "mfa:2", "pwd", "otp", "mca");
    }

    [Fact]
    public async Task TheFirstTabLeadsPastTheHead()
    {
        await using var visitor = await portal.VisitAsync(Browsing.InHungary);
        await visitor.GoAsync("/hu");
        await visitor.Page.Keyboard.PressAsync("Tab");

        Assert.True(await IsAtAsync(visitor, "a.skip[href='#main']"));
        await visitor.Page.Keyboard.PressAsync("Enter");
        await visitor.Page.Keyboard.PressAsync("Tab");
        Assert.True(await IsAtAsync(visitor, "main a"));
    }

    private static async Task FollowAsync(Visitor visitor, string link)
    {
        await ReachAsync(visitor, link);
        await visitor.LeaveByAsync(() => visitor.Page.Keyboard.PressAsync("Enter"));
    }

    /// <summary>By Tab alone, and every stop on the way can be seen.</summary>
    private static async Task ReachAsync(Visitor visitor, string wanted)
    {
        for (var tabs = 0; tabs < MostTabs; tabs++)
        {
            if (await IsAtAsync(visitor, wanted))
                return;
            await visitor.Page.Keyboard.PressAsync("Tab");
            Assert.True(await IsSeenAsync(visitor), $"The focus can't be seen at {await visitor.Probe.EvaluateAsync("document.activeElement.outerHTML")}");
        }

        Assert.Fail($"{wanted} is not reached by {MostTabs} tabs.");
    }

    private static async Task<bool> IsAtAsync(Visitor visitor, string selector) =>
        await visitor.Probe.EvaluateAsync($"String(document.activeElement.matches({JsonSerializer.Serialize(selector)}))") == "true";

    private static async Task<bool> IsSeenAsync(Visitor visitor) => await visitor.Probe.EvaluateAsync("""
        (style => String(document.activeElement === document.body || style.boxShadow !== 'none' || style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0))(
          getComputedStyle(document.activeElement))
        """) == "true";
}
