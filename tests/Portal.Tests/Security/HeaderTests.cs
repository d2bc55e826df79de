using System.Net;
using Mfa.Samples.Portal.Tests.Browser;

namespace Mfa.Samples.Portal.Tests.Security;

/// <summary>Every answer protects itself, whatever was asked and however it went.</summary>
public sealed class HeaderTests(PortalSystem portal)
{
    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/hu")]
    [InlineData("HEAD", "/md")]
    [InlineData("GET", "/hu/sign-in?service=eeszt")]
    [InlineData("GET", "/md/sign-in")]
    [InlineData("GET", "/hu/account")]
    [InlineData("GET", "/nem-en-voltam?token=none")]
    [InlineData("GET", "/hu/no-such-page")]
    [InlineData("GET", "/xx")]
    [InlineData("GET", "/no/such/page")]
    [InlineData("GET", "/trouble/500")]
    [InlineData("GET", "/language/ro?back=/hu")]
    [InlineData("GET", "/language/xx")]
    [InlineData("GET", "/health/ready")]
    [InlineData("POST", "/hu/sign-in/password")]
    [InlineData("POST", "/hu/sign-out")]
    [InlineData("POST", "/no-such-page")]
    [InlineData("PUT", "/hu")]
    [InlineData("OPTIONS", "/hu")]
    public async Task EveryAnswerHasThem(string method, string path)
    {
        using var session = new HttpSession((await portal.SystemAsync()).Portal);

        var answer = await session.SendAsync(new HttpMethod(method), path, method == "POST" ? [] : null);

        Assert.Empty(Traffic.Breaches(answer.Headers, isFile: false));
        Assert.Empty(HtmlRules.Breaches(answer.Html));
    }

    [Theory]
    [InlineData("/portal.css", "text/css")]
    [InlineData("/portal.js", "text/javascript")]
    [InlineData("/favicon.svg", "image/svg+xml")]
    public async Task SoDoesEveryFile(string path, string type)
    {
        using var session = new HttpSession((await portal.SystemAsync()).Portal);

        var answer = await session.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.StartsWith(type, answer.Headers["content-type"], StringComparison.Ordinal);
        Assert.Empty(Traffic.Breaches(answer.Headers, isFile: true));
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example/")]
    [InlineData("evil.example")]
    [InlineData("/%09/evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("")]
    public async Task TheLanguageSwitchLeadsNowhereElse(string back)
    {
        using var session = new HttpSession((await portal.SystemAsync()).Portal);

        var encoded = back.Contains('%', StringComparison.Ordinal) ? back : Uri.EscapeDataString(back);
        var answer = await session.GetAsync($"/language/hu?back={encoded}");

        Assert.Equal(HttpStatusCode.Found, answer.Status);
        Assert.Equal("/", answer.Location);
    }

    [Fact]
    public async Task TheLanguageSwitchLeadsBack()
    {
        using var session = new HttpSession((await portal.SystemAsync()).Portal);

        Assert.Equal("/hu/sign-in?service=eeszt", (await session.GetAsync("/language/ru?back=" + Uri.EscapeDataString("/hu/sign-in?service=eeszt"))).Location);
    }

    [Theory]
    [InlineData("content-security-policy", "default-src 'self'", true)]
    [InlineData("cache-control", "max-age=60", true)]
    [InlineData("server", "Kestrel", true)]
    [InlineData("x-content-type-options", "", true)]
    [InlineData("cache-control", "no-store, no-cache", false)]
    public void AHeaderThatIsNotSoIsFound(string name, string value, bool found)
    {
        var headers = new Dictionary<string, string>(Traffic.Headers, StringComparer.Ordinal) { ["cache-control"] = "no-store" };
        headers[name] = value;

        Assert.Equal(found, Traffic.Breaches(headers, isFile: false).Any());
    }

    [Theory]
    [InlineData("<script>alert(1)</script>", true)]
    [InlineData("<script src=\"/a.js\">alert(1)</script>", true)]
    [InlineData("<style>p{}</style>", true)]
    [InlineData("<p style=\"color:red\">", true)]
    [InlineData("<button onclick=\"go()\">", true)]
    [InlineData("<a href=\"javascript:go()\">", true)]
    [InlineData("<script src=\"https://cdn.example/a.js\"></script>", true)]
    [InlineData("<link rel=\"stylesheet\" href=\"//cdn.example/a.css\">", true)]
    [InlineData("<script type=\"module\" src=\"/portal.js?v=1\"></script><p class=\"on style\" data-copy=\"#a\">style=onclick=</p><a href=\"https://help.example\">", false)]
    public void WhatThePolicyForbidsIsFoundInAPage(string html, bool found) => Assert.Equal(found, HtmlRules.Breaches(html).Any());
}
