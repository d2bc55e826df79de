using Mfa.Samples.Portal.Tests.Browser;
using Mfa.Samples.Portal.Tests.People;

namespace Mfa.Samples.Portal.Tests.Failures;

/// <summary>While the service does not answer, the portal says so, keeps what was typed but the password, and goes on when it is back.</summary>
public sealed class ServiceDownTests(PortalSystem portal)
{
    [Fact]
    public async Task AServiceThatIsDownIsToldAndNothingIsLost()
    {
        Chromium.SkipWithout();
        var system = await portal.SystemAsync();

        // Nobody listens at the first port.
        await using var own = await OwnPortal.StartAsync(new Uri("http://127.0.0.1:1"), system.Client);
        await using var visitor = await portal.VisitAsync(Browsing.InHungary, own.Address);
        await visitor.GoAsync("/hu/sign-in/password?service=eeszt&way=email");
        await visitor.TypeAsync("identifier", "somebody");
        await visitor.TypeAsync("password", "a quiet river at dusk");
        await visitor.SubmitAsync();

        visitor.AssertAt("/hu/sign-in/password");
        await visitor.AssertToldAsync("Notice.ServiceDown");
        await visitor.LookAsync("hu-password-down");
        Assert.Equal("somebody", await visitor.Field("identifier").InputValueAsync());
        Assert.Empty(await visitor.Field("password").InputValueAsync());
    }
}
