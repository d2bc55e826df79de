using Mfa.Testing;
using Microsoft.Playwright;

namespace Mfa.Samples.Portal.Tests.Browser;

/// <summary>The machine's own Chromium, driven by Playwright. No browser is ever fetched, and no request leaves the machine: no host but this one resolves.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private readonly IPlaywright _playwright;

    private Chromium(IPlaywright playwright, IBrowser browser) => (_playwright, Browser) = (playwright, browser);

    public IBrowser Browser { get; }

    public static void SkipWithout()
    {
        if (Tool.Chromium is null)
            Assert.Skip("Chromium is missing: no page was looked at. ./test installs it (eng/browser.sh).");
    }

    public static async Task<Chromium> StartAsync()
    {
        Environment.SetEnvironmentVariable("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Tool.Chromium,
            // Its own sandbox does not start as root and in many containers; it only reads pages of the test's own portal.
            ChromiumSandbox = false,
            Args =
            [
                "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1",
            ],
        });
        return new Chromium(playwright, browser);
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        _playwright.Dispose();
    }
}
