using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mfa.Testing;

namespace Mfa.Notifier.Tests.Browser;

/// <summary>One page of a headless Chromium of the test's own, driven by the DevTools protocol; ended by its process id.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly DirectoryInfo _profile = Directory.CreateTempSubdirectory("mfa-chromium-");
    private readonly ClientWebSocket _socket = new();
    private readonly Process _process;
    private int _last;
    private string? _session;

    private Chromium(string program)
    {
        // Its own sandbox does not start as root and in many containers; it only reads pages that the test made. No request leaves it: no host resolves.
        _process = Process.Start(new ProcessStartInfo(program,
        [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--no-default-browser-check", "--hide-scrollbars",
            "--disable-background-networking", "--disable-component-update", "--disable-crashpad-for-testing", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND",
            "--remote-debugging-port=0", "--user-data-dir=" + _profile.FullName, "about:blank",
        ])
        { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false })!;
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    /// <exception cref="InvalidOperationException">It does not start.</exception>
    public static async Task<Chromium> StartAsync()
    {
        var chromium = new Chromium(Tool.Chromium ?? throw new InvalidOperationException("There is no Chromium."));
        try
        {
            await chromium.ConnectAsync();
            return chromium;
        }
        catch
        {
            await chromium.DisposeAsync();
            throw;
        }
    }

    /// <summary>Shows a page as a phone would: so many CSS pixels wide, two device pixels each, in the person's light or dark mode.</summary>
    public async Task ShowAsync(string html, int width, bool dark)
    {
        await CallAsync("Emulation.setDeviceMetricsOverride", new() { ["width"] = width, ["height"] = 640, ["deviceScaleFactor"] = 2, ["mobile"] = true });
        await CallAsync("Emulation.setEmulatedMedia", new()
        {
            ["media"] = "screen",
            ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = dark ? "dark" : "light" }),
        });
        var frame = (await CallAsync("Page.getFrameTree"))["frameTree"]!["frame"]!["id"]!.GetValue<string>();
        await CallAsync("Page.setDocumentContent", new() { ["frameId"] = frame, ["html"] = html });
    }

    public async Task<JsonNode> EvaluateAsync(string expression) =>
        (await CallAsync("Runtime.evaluate", new() { ["expression"] = expression, ["returnByValue"] = true }))["result"]!["value"]!;

    /// <returns>The whole page, however long, as PNG.</returns>
    public async Task<byte[]> PictureAsync() =>
        Convert.FromBase64String((await CallAsync("Page.captureScreenshot", new() { ["format"] = "png", ["captureBeyondViewport"] = true }))["data"]!.GetValue<string>());

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _socket.Dispose();
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _profile.Delete(recursive: true);
    }

    /// <summary>Asked to close it takes its helpers along; killed it may leave some behind for a moment.</summary>
    private async Task CloseAsync()
    {
        if (_socket.State != WebSocketState.Open)
            return;
        using var limit = new CancellationTokenSource(Patience);
        _session = null;
        try
        {
            await CallAsync("Browser.close");
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
        {
            // It went without an answer, or stays and is killed.
        }
    }

    private async Task ConnectAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        var file = Path.Combine(_profile.FullName, "DevToolsActivePort");
        string[] lines = [];
        while (lines.Length < 2)
        {
            if (_process.HasExited)
                throw new InvalidOperationException($"Chromium ended with {_process.ExitCode}.");
            await Task.Delay(50, limit.Token);
            lines = File.Exists(file) ? await File.ReadAllLinesAsync(file, limit.Token) : [];
        }

        await _socket.ConnectAsync(new Uri($"ws://127.0.0.1:{lines[0]}{lines[1]}"), limit.Token);
        var targets = (await CallAsync("Target.getTargets"))["targetInfos"]!.AsArray();
        var page = targets.First(target => target!["type"]!.GetValue<string>() == "page")!["targetId"]!.GetValue<string>();
        _session = (await CallAsync("Target.attachToTarget", new() { ["targetId"] = page, ["flatten"] = true }))["sessionId"]!.GetValue<string>();
        await CallAsync("Page.enable");
    }

    private async Task<JsonNode> CallAsync(string method, JsonObject? parameters = null)
    {
        using var limit = new CancellationTokenSource(Limit);
        var call = new JsonObject { ["id"] = ++_last, ["method"] = method, ["params"] = parameters ?? [] };
        if (_session is not null)
            call["sessionId"] = _session;
        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(call), WebSocketMessageType.Text, endOfMessage: true, limit.Token);
        while (true)
        {
            var answer = await ReceiveAsync(limit.Token);
            if (answer["id"]?.GetValue<int>() != _last)
                continue;
            return answer["error"] is { } error ? throw new InvalidOperationException($"{method}: {error}") : answer["result"]!;
        }
    }

    private async Task<JsonNode> ReceiveAsync(CancellationToken stop)
    {
        using var message = new MemoryStream();
        var buffer = new byte[64 * 1024];
        WebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(buffer, stop);
            message.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        return JsonNode.Parse(message.ToArray())!;
    }
}
