using Mfa.Samples.Portal.Tests.Browser;

namespace Mfa.Samples.Portal.Tests.Access;

/// <summary>What looks at every page finds what it must: otherwise it would be content with anything.</summary>
public sealed class SightTests(PortalSystem portal)
{
    private const string Good = "<!doctype html><html lang=\"en\"><head><title>Good</title></head><body><main><h1>Good</h1>{0}</main></body></html>";

    [Theory]
    [InlineData("<p>Words.</p>", "")]
    [InlineData("<img src=\"data:,\">", "image-alt")]
    [InlineData("<p style=\"color:#ccc;background:#fff\">Hardly to be read.</p>", "color-contrast")]
    [InlineData("<input name=\"code\">", "label")]
    [InlineData("<h4>Too deep</h4>", "heading-order")]
    [InlineData("<style>button{display:block;width:8px;height:8px;padding:0;border:0;overflow:hidden}</style><button>x</button><button>y</button>", "target-size")]
    [InlineData("<p style=\"color:#ccc;background:#fff\">Hardly to be read.</p>", "color-contrast", true)]
    [InlineData("<p style=\"color:#000\">The words of this <a href=\"/\" style=\"text-decoration:none;color:#333\">link</a> stand in a sentence of other words.</p>", "link-in-text-block", true)]
    [InlineData("<img src=\"data:,\">", "", true)]
    public async Task AxeFindsAViolation(string planted, string rule, bool isKnown = false)
    {
        await using var visitor = await portal.VisitAsync(Browsing.InHungary);
        await visitor.Page.SetContentAsync(Good.Replace("{0}", planted, StringComparison.Ordinal));

        var found = await Axe.ViolationsAsync(visitor.Probe, isKnown);

        if (rule.Length == 0)
            Assert.Empty(found);
        else
            Assert.Contains(found, one => one.StartsWith(rule + " at ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("<p style=\"width:700px\">x</p>", true)]
    [InlineData("<p style=\"white-space:nowrap\">https://mpass.example.md/a-link-that-nothing-breaks-because-it-may-not-be-broken-at-all</p>", true)]
    [InlineData("<p>Words that may be broken anywhere between them, as words are, however narrow the page is made.</p>", false)]
    public async Task APageThatScrollsSidewaysIsFound(string planted, bool found)
    {
        await using var visitor = await portal.VisitAsync(Browsing.InHungary);
        await visitor.Page.SetContentAsync(Good.Replace("{0}", planted, StringComparison.Ordinal));

        Assert.Equal(found, (await visitor.WhatIsTooWideAsync(Sight.PhoneWidth)).Length > 0);
    }

    [Theory]
    [InlineData("/", "/")]
    [InlineData("/hu", "/{realm}")]
    [InlineData("/md/account", "/{realm}/account")]
    [InlineData("/hu/account/remove/fac_1", "/{realm}/account/remove/{factor}")]
    [InlineData("/trouble/404", "/trouble/{status:int}")]
    [InlineData("/nu-am-fost-eu", "/reports/notme")]
    [InlineData("/hu/no/such/page", "/trouble/{status:int}")]
    public void AVisitIsOfThePageThatWasShown(string path, string route) => Assert.Equal((true, route), (Routes.All.Contains(route), Routes.Of(path)));
}
