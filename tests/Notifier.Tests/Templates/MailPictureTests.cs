using System.Globalization;
using System.Text.RegularExpressions;
using Mfa.Notifier.Templates;
using Mfa.Notifier.Tests.Browser;
using Mfa.Testing;

namespace Mfa.Notifier.Tests.Templates;

/// <summary>Every mail in a real browser, as wide as a narrow phone, in light and in dark mode: measured, and kept as a picture to look at.</summary>
/// <remarks>Alone, because a browser takes both cores for a while and other tests have time limits of their own.</remarks>
[Trait("Category", "Slow")]
[Collection(nameof(MailPictureTests))]
[CollectionDefinition(nameof(MailPictureTests), DisableParallelization = true)]
public sealed class MailPictureTests
{
    private const int Width = 360;
    private const int NarrowestWidth = 320;

    /// <summary>What reaches beyond the page's right edge; texts too that no space breaks.</summary>
    private const string TooWide = """
        [document.documentElement.scrollWidth > innerWidth ? 'the page is ' + document.documentElement.scrollWidth + ' wide' : '',
          ...[...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > innerWidth + 0.5 || e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0)
            .map(e => '<' + e.localName + '> ' + e.textContent.trim().slice(0, 40))].filter(Boolean).join('\n')
        """;

    private static readonly string Folder = Path.Combine(Checkout.Root, "artifacts", "screens", "mail");

    [Fact]
    public async Task EveryMailFitsANarrowClientInLightAndDark()
    {
        SkipWithoutChromium();
        await using var chromium = await Chromium.StartAsync();
        List<string> problems = [];
        foreach (var (realm, locale, name) in SampleMails.Names().Select(mail => mail.Data))
        {
            var html = SampleMails.Render(realm, locale, name).Html;
            foreach (var dark in new[] { false, true })
            {
                await chromium.ShowAsync(html, NarrowestWidth, dark);
                var tooWide = (await chromium.EvaluateAsync(TooWide)).GetValue<string>();
                await chromium.ShowAsync(html, Width, dark);
                tooWide += (await chromium.EvaluateAsync(TooWide)).GetValue<string>();
                if (tooWide.Length > 0)
                    problems.Add($"{realm} {name} {locale}: {tooWide}");
                await KeepAsync(Path.Combine(realm, $"{name}.{locale}.{(dark ? "dark" : "light")}.png"), await chromium.PictureAsync());
            }
        }

        foreach (var realm in SampleMails.Realms.All)
        {
            var mails = SampleMails.Names().Select(mail => mail.Data).Where(mail => mail.Item1 == realm.Id).Select(mail => (mail.Item3, mail.Item2));
            await File.WriteAllTextAsync(Path.Combine(Folder, realm.Id, "index.html"), ContactSheet.Of(realm.Id, mails), TestContext.Current.CancellationToken);
        }

        Assert.Empty(problems);
    }

    [Fact]
    public async Task ABrowserInDarkModeTakesTheDarkColours()
    {
        SkipWithoutChromium();
        await using var chromium = await Chromium.StartAsync();
        var html = SampleMails.Render("md-mpass", "ro", "sign-in-code").Html;

        await chromium.ShowAsync(html, Width, dark: false);
        Assert.Equal(Colours.White, await BackgroundAsync(chromium));
        await chromium.ShowAsync(html, Width, dark: true);
        Assert.Equal(Colours.Night, await BackgroundAsync(chromium));

        // A client that drops the style sheet stays with the light colours, all of them.
        await chromium.ShowAsync(Regex.Replace(html, "<style>.*</style>", "", RegexOptions.Singleline | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)), Width, dark: true);
        Assert.Equal(Colours.White, await BackgroundAsync(chromium));
    }

    [Theory]
    [InlineData("<p style=\"width:700px\">x</p>")]
    [InlineData("<p style=\"white-space:nowrap\">https://mpass.example.md/a-link-that-nothing-breaks-because-it-may-not-be-broken-at-all</p>")]
    public async Task AMailThatIsTooWideIsFound(string added)
    {
        SkipWithoutChromium();
        await using var chromium = await Chromium.StartAsync();

        await chromium.ShowAsync(SampleMails.Render("md-mpass", "ro", "sign-in-code").Html.Replace("<h1", added + "<h1", StringComparison.Ordinal), Width, dark: false);

        Assert.NotEmpty((await chromium.EvaluateAsync(TooWide)).GetValue<string>());
    }

    private static void SkipWithoutChromium()
    {
        if (Tool.Chromium is null)
            Assert.Skip("Chromium is missing: no mail was looked at. ./test slow installs it (eng/browser.sh).");
    }

    private static async Task<string> BackgroundAsync(Chromium chromium)
    {
        var parts = (await chromium.EvaluateAsync("getComputedStyle(document.body.firstElementChild).backgroundColor")).GetValue<string>()["rgb(".Length..^1].Split(',');
        return "#" + string.Concat(parts.Select(part => int.Parse(part, CultureInfo.InvariantCulture).ToString("x2", CultureInfo.InvariantCulture)));
    }

    private static async Task KeepAsync(string name, byte[] picture)
    {
        var file = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllBytesAsync(file, picture, TestContext.Current.CancellationToken);
    }
}
