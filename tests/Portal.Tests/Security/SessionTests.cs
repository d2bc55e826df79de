using System.Net;
using Mfa.Samples.Portal.Tests.Browser;
using Mfa.Samples.Portal.Tests.People;

namespace Mfa.Samples.Portal.Tests.Security;

/// <summary>The names of sittings, the tokens of forms: no one gets into what is another's.</summary>
public sealed class SessionTests(PortalSystem portal)
{
    private const string Sitting = "__Host-sitting-hu";
    private const string Token = "form";
    private const string Page = "/hu/sign-in/password";

    [Fact]
    public async Task AFormWithoutItsTokenIsRefused()
    {
        using var session = new HttpSession((await portal.SystemAsync()).Portal);
        var fields = (await session.GetAsync(Page)).Hidden;
        Assert.True(fields.Remove(Token));

        Assert.Equal(HttpStatusCode.BadRequest, (await session.PostAsync(Page, [.. fields, .. Typed("a", "b")])).Status);
    }

    [Fact]
    public async Task AFormWithAnothersTokenIsRefused()
    {
        var address = (await portal.SystemAsync()).Portal;
        using var one = new HttpSession(address);
        using var other = new HttpSession(address);
        var fields = (await one.GetAsync(Page)).Hidden;
        fields[Token] = (await other.GetAsync(Page)).Hidden[Token];

        Assert.Equal(HttpStatusCode.BadRequest, (await one.PostAsync(Page, [.. fields, .. Typed("a", "b")])).Status);
    }

    [Fact]
    public async Task ASittingHasAnotherNameAfterThePasswordAndAfterTheCode()
    {
        var system = await portal.SystemAsync();
        var resident = await new Census(system).WithAppAsync();
        using var session = new HttpSession(system.Portal);
        var asked = await session.GetAsync(Page + "?service=eeszt&way=totp");
        var first = session.Cookies[Sitting];
        var accepted = await session.PostAsync(Page, [.. asked.Hidden, .. Typed(resident.Name, resident.Password)]);
        Assert.Equal("/hu/sign-in/app-code", accepted.Location);
        var second = session.Cookies[Sitting];

        var code = await session.GetAsync("/hu/sign-in/app-code");
        var proved = await session.PostAsync("/hu/sign-in/app-code", [.. code.Hidden, new("code", await resident.Phone!.NextCodeAsync())]);
        Assert.Equal("/hu/service", proved.Location);

        Assert.Equal(3, new[] { first, second, session.Cookies[Sitting] }.Distinct(StringComparer.Ordinal).Count());
        Assert.All(session.SetCookies, cookie => Assert.Matches("^__Host-[a-z-]+=.*; path=/; secure; samesite=(lax|strict); httponly$", cookie));
        Assert.DoesNotContain(session.SetCookies, cookie => cookie.Contains("domain=", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task ANameThatWasNotGivenOutHereIsNotTakenUp()
    {
        using var session = new HttpSession((await portal.SystemAsync()).Portal);
        var chosen = new string('A', 43);
        session.Cookies[Sitting] = chosen;
        await session.GetAsync(Page);

        Assert.NotEqual(chosen, session.Cookies[Sitting]);
    }

    [Fact]
    public async Task ASittingOfOneRealmIsNothingInAnother()
    {
        var system = await portal.SystemAsync();
        var resident = await new Census(system).WithAppAsync();
        using var session = new HttpSession(system.Portal);
        Assert.Equal("/hu/service", (await SignInAsync(session, resident)).Location);

        session.Cookies["__Host-sitting-md"] = session.Cookies[Sitting];
        Assert.Equal("/md", (await session.GetAsync("/md/service")).Location);
        await session.GetAsync("/md");
        Assert.NotEqual(session.Cookies[Sitting], session.Cookies["__Host-sitting-md"]);
        Assert.Equal(HttpStatusCode.OK, (await session.GetAsync("/hu/service")).Status);
    }

    [Fact]
    public async Task ASignOutEndsTheSittingForWhoeverHasItsName()
    {
        var system = await portal.SystemAsync();
        var resident = await new Census(system).WithAppAsync();
        using var session = new HttpSession(system.Portal);
        await SignInAsync(session, resident);
        var service = await session.GetAsync("/hu/service");
        var name = session.Cookies[Sitting];

        Assert.Equal("/hu?signed-out", (await session.PostAsync("/hu/sign-out", service.Hidden)).Location);
        session.Cookies[Sitting] = name;
        Assert.NotEqual(HttpStatusCode.OK, (await session.GetAsync("/hu/service")).Status);
    }

    private static async Task<PortalAnswer> SignInAsync(HttpSession session, Resident resident)
    {
        var asked = await session.GetAsync(Page + "?service=eeszt&way=totp");
        return await session.PostAsync(Page, [.. asked.Hidden, .. Typed(resident.Name, resident.Password), new("code", await resident.Phone!.NextCodeAsync())]);
    }

    private static KeyValuePair<string, string>[] Typed(string name, string password) => [new("identifier", name), new("password", password)];
}
