using Mfa.Samples.Portal.Tests.Browser;
using Mfa.Samples.Portal.Tests.People;

namespace Mfa.Samples.Portal.Tests.Journeys;

/// <summary>Before a realm's date a person without a second factor is let in, and invited to enrol; the account pages are never opened by the password alone.</summary>
public sealed class BeforeTheDateTests(PortalSystem portal)
{
    private const string Realm = "before-date";

    [Fact]
    public async Task ThePasswordAloneWillDoOnceMore()
    {
        Chromium.SkipWithout();
        var system = await portal.SystemAsync();
        await using var own = await OwnPortal.StartAsync(system.Gateway, system.Client, ("Realms__0__Id", Realm), ("Realms__0__Issuer", $"https://{Realm}.test"));
        await using var visitor = await portal.VisitAsync(Browsing.InHungary, own.Address);
        var resident = await new Census(system).NewAsync(realm: Realm);

        await visitor.ToPasswordAsync("eeszt", "none");
        await visitor.SignInAsync(resident);
        visitor.AssertAt("/hu/sign-in/invitation");
        await visitor.LookAsync("hu-invitation");
        await visitor.SubmitAsync();
        await visitor.LookAsync("hu-service-password");
        await visitor.AssertSignedInAsync(resident, "mfa:1", "pwd");

        await visitor.ToPasswordAsync(service: null, "none");
        await visitor.SignInAsync(resident);
        visitor.AssertAt("/hu/sign-in/invitation");
        Assert.Equal(0, await visitor.Button().CountAsync());
        await visitor.SubmitAsync("Enrol");
        visitor.AssertAt("/hu/enrol");
    }
}
