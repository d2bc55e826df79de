using Mfa.Testing;
using Microsoft.Playwright;

namespace Mfa.Samples.Portal.Tests.Browser;

/// <summary>
/// Looks at the page a visitor is at: axe's rules in light and in dark, whether it scrolls sideways, its source, its cookies; and keeps a picture of it. A page of
/// one name is looked at once in a language.
/// </summary>
internal sealed class Sight(IPage page, Probe probe, Observations observations)
{
    public const int PhoneWidth = 360;

    /// <summary>From the narrowest that WCAG knows to a desktop.</summary>
    public static readonly IReadOnlyList<int> AllWidths = [320, PhoneWidth, 768, 1280];

    private const string TooWide = """
        document.documentElement.scrollWidth <= document.documentElement.clientWidth ? '' :
          'it is ' + document.documentElement.scrollWidth + ' wide: ' + [...document.body.querySelectorAll('*')]
            .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5)
            .map(e => '<' + e.localName + ' class="' + e.className + '"> ' + e.textContent.trim().slice(0, 40)).slice(0, 5).join('; ')
        """;

    private const string Source = "fetch(location.href, { headers: { accept: 'text/html' } }).then(answer => answer.text())";

    private static readonly string Folder = Directory.CreateDirectory(Path.Combine(Checkout.Root, "artifacts", "screens", "portal")).FullName;

    public async Task LookAsync(string name, IReadOnlyList<int> widths)
    {
        observations.Visit(new Uri(page.Url).AbsolutePath);
        var language = await probe.EvaluateAsync("document.documentElement.lang");
        if (!observations.IsNew(name, language, widths.Count))
            return;
        var where = $"{name} ({language}, {new Uri(page.Url).PathAndQuery})";
        foreach (var theme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = theme });
            var mode = theme == ColorScheme.Dark ? "dark" : "light";
            // The themes differ in colours; where all widths are looked at, nothing is taken for granted.
            observations.Note(await Axe.ViolationsAsync(probe, isKnown: theme == ColorScheme.Dark && widths.Count == 1), $"{where} in {mode}");
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Folder, $"{name}.{language}.{mode}.png"), FullPage = true });
        }

        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Light });
        foreach (var width in widths)
            await LookForScrollingAsync(where, width);
        observations.Note(HtmlRules.Breaches(await probe.EvaluateAsync(Source)), where);
        await LookAtCookiesAsync(where);
    }

    /// <returns>What makes the page scroll sideways at this width; empty: nothing.</returns>
    public async Task<string> WhatIsTooWideAsync(int width)
    {
        var usual = page.ViewportSize!;
        await page.SetViewportSizeAsync(width, usual.Height);
        var found = await probe.EvaluateAsync(TooWide);
        await page.SetViewportSizeAsync(usual.Width, usual.Height);
        return found;
    }

    private async Task LookForScrollingAsync(string where, int width)
    {
        if (await WhatIsTooWideAsync(width) is { Length: > 0 } found)
            observations.Note($"{where} scrolls sideways at {width} px: {found}");
    }

    private async Task LookAtCookiesAsync(string where)
    {
        foreach (var cookie in await page.Context.CookiesAsync())
        {
            if (!cookie.Name.StartsWith("__Host-", StringComparison.Ordinal) || !cookie.HttpOnly || !cookie.Secure || cookie.SameSite is SameSiteAttribute.None)
                observations.Note($"{where}: the cookie {cookie.Name} is not kept from others");
        }
    }
}
