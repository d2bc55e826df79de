using Microsoft.Playwright;

namespace Mfa.Samples.Portal.Tests.Browser;

/// <summary>Somebody with a browser of their own, who types by a field's name, presses a form's button or words, and looks at each page for what must hold on all.</summary>
public sealed class Visitor : IAsyncDisposable
{
    private const float Patience = 20_000;

    private readonly Uri _portal;
    private readonly Sight _sight;
    private readonly Browsing _browsing;

    private Visitor(Uri portal, Sight sight, Browsing browsing, IPage page) => (_portal, _sight, _browsing, Page) = (portal, sight, browsing, page);

    public IPage Page { get; }

    public IBrowserContext Context => Page.Context;

    /// <summary>Where the visitor is, without the portal's address.</summary>
    public string Path => new Uri(Page.Url).AbsolutePath;

    /// <summary>What the page says first: what became of the last form.</summary>
    public ILocator Notice => Page.Locator("main .notice");

    internal Probe Probe { get; private init; } = null!;

    internal static async Task<Visitor> OpenAsync(IBrowser browser, Uri portal, Observations observations, Browsing browsing)
    {
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            Locale = browsing.Locale,
            JavaScriptEnabled = browsing.Scripts,
            ViewportSize = new ViewportSize { Width = browsing.Width, Height = 800 },
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(Patience);
        new Traffic(portal, observations).Follow(context);
        var page = await context.NewPageAsync();
        return await OfAsync(page, portal, observations, browsing);
    }

    /// <summary>Another tab of the same browser.</summary>
    internal async Task<Visitor> OpenTabAsync(Observations observations) => await OfAsync(await Context.NewPageAsync(), _portal, observations, _browsing);

    /// <returns>The answer's status.</returns>
    public async Task<int> GoAsync(string path) => (await Page.GotoAsync(new Uri(_portal, path).AbsoluteUri))?.Status ?? 0;

    public ILocator Field(string name) => Page.Locator($"main [name='{name}']:not([type='hidden'])");

    public Task TypeAsync(string field, string value) => Field(field).FillAsync(value);

    public Task TickAsync(string field) => Field(field).CheckAsync();

    /// <summary>Presses the button of a form.</summary>
    /// <param name="handler">Which of the page's forms; null: the page's own.</param>
    public Task SubmitAsync(string? handler = null) => LeaveByAsync(() => Button(handler).ClickAsync());

    public ILocator Button(string? handler = null)
    {
        var (main, here) = (Page.Locator("main"), new Uri(Page.Url));
        return handler is null
            ? main.Locator($"form[method='post']:is(:not([action]), [action='{here.AbsolutePath}'], [action='{here.PathAndQuery}']) button:not([type='button']):not([formaction])")
            : main.Locator($"form[action*='handler={handler}'] button:not([type='button']), button[formaction*='handler={handler}']");
    }

    /// <summary>Presses the button of a form that leads to another page, wherever on the page it stands.</summary>
    public Task SubmitToAsync(string path) => LeaveByAsync(() => Page.Locator($"form[action='{path}'] button").ClickAsync());

    /// <summary>Presses a button, or follows a link, that says exactly this.</summary>
    public Task PressAsync(string words) => LeaveByAsync(() => Named(words).ClickAsync());

    public ILocator Named(string words)
    {
        var main = Page.Locator("main");
        return main.GetByRole(AriaRole.Button, new() { Name = words, Exact = true }).Or(main.GetByRole(AriaRole.Link, new() { Name = words, Exact = true }));
    }

    /// <summary>Follows the first link to an address, in the page's own part.</summary>
    public Task FollowAsync(string address) => LeaveByAsync(() => Page.Locator($"main a[href='{address}']").First.ClickAsync());

    /// <summary>Chooses among links by a part of their address.</summary>
    public Task ChooseAsync(string part) => LeaveByAsync(() => Page.Locator($"main .choices a[href*='{part}']").ClickAsync());

    /// <summary>Does something that leads to another document, and waits for it.</summary>
    public async Task LeaveByAsync(Func<Task> act)
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Page.Load += OnArrived;
        try
        {
            await act();
            await arrived.Task.WaitAsync(TimeSpan.FromMilliseconds(Patience));
        }
        finally
        {
            Page.Load -= OnArrived;
        }

        void OnArrived(object? sender, IPage page) => arrived.TrySetResult();
    }

    /// <summary>Looks at the page for what must hold on each: see <see cref="Sight"/>.</summary>
    /// <param name="name">Of the page in this state.</param>
    public async Task LookAsync(string name)
    {
        if (!_browsing.Scripts)
            return;
        await _sight.LookAsync(name, _browsing.EveryLanguage ? Sight.AllWidths : [Sight.PhoneWidth]);
        if (_browsing.EveryLanguage)
            await LookInOtherLanguagesAsync(name);
    }

    /// <summary>All words of the page's own part.</summary>
    public async Task<string> SaysAsync() => await Page.Locator("main").TextContentAsync() ?? "";

    public async Task<string> HeadingAsync() => (await Page.Locator("main h1").TextContentAsync() ?? "").Trim();

    /// <summary>What the page says of the last form.</summary>
    public async Task<string> ToldAsync() => await Notice.TextContentAsync() ?? "";

    public void AssertAt(string path) => Assert.Equal(path, Path);

    public ValueTask DisposeAsync() => Context.DisposeAsync();

    internal Task<string> WhatIsTooWideAsync(int width) => _sight.WhatIsTooWideAsync(width);

    private static async Task<Visitor> OfAsync(IPage page, Uri portal, Observations observations, Browsing browsing)
    {
        var probe = await Probe.OfAsync(page);
        return new Visitor(portal, new Sight(page, probe, observations), browsing, page) { Probe = probe };
    }

    private async Task LookInOtherLanguagesAsync(string name)
    {
        var here = new Uri(Page.Url).PathAndQuery;
        var own = await Probe.EvaluateAsync("document.documentElement.lang");
        foreach (var language in Portal.Web.Languages.Codes.Where(code => code != own).Append(own))
        {
            await GoAsync($"/language/{language}?back={Uri.EscapeDataString(here)}");
            await _sight.LookAsync(name, Sight.AllWidths);
        }
    }
}
