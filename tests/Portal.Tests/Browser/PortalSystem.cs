using Mfa.Samples.Portal.Tests.Browser;
using Mfa.Samples.Portal.Tests.People;
using Microsoft.Playwright;

// One browser and a dozen processes on as few cores as a small machine has.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
[assembly: AssemblyFixture(typeof(PortalSystem))]

namespace Mfa.Samples.Portal.Tests.Browser;

/// <summary>One system, its portal and one browser for the whole suite. Each starts with the first test that needs it, so that the tests of texts need neither.</summary>
public sealed class PortalSystem : IAsyncDisposable
{
    private readonly Lazy<Task<DeveloperSystem>> _system = new(DeveloperSystem.StartAsync);
    private readonly Lazy<Task<Chromium>> _chromium = new(Chromium.StartAsync);

    /// <summary>What all tests have seen.</summary>
    public Observations Observations { get; } = new();

    internal Task<DeveloperSystem> SystemAsync()
    {
        Observations.Open(TestContext.Current.TestClass?.TestClassName ?? "");
        return _system.Value;
    }

    /// <summary>A browser of somebody's own at the portal, which has not been anywhere.</summary>
    internal async Task<Visitor> VisitAsync(Browsing browsing)
    {
        var (browser, system) = await BrowserAsync();
        return await Visitor.OpenAsync(browser, system.Portal, Observations, browsing);
    }

    /// <param name="portal">Another one than the system's.</param>
    internal async Task<Visitor> VisitAsync(Browsing browsing, Uri portal) => await Visitor.OpenAsync((await BrowserAsync()).Item1, portal, Observations, browsing);

    public async ValueTask DisposeAsync()
    {
        if (_chromium.IsValueCreated && _chromium.Value.IsCompletedSuccessfully)
            await (await _chromium.Value).DisposeAsync();
        if (_system.IsValueCreated && _system.Value.IsCompletedSuccessfully)
            await (await _system.Value).DisposeAsync();
    }

    private async Task<(IBrowser, DeveloperSystem)> BrowserAsync()
    {
        Chromium.SkipWithout();
        return ((await _chromium.Value).Browser, await SystemAsync());
    }
}
