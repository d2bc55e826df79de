using System.Text.Json;
using Microsoft.Playwright;

namespace Mfa.Samples.Portal.Tests.Browser;

/// <summary>Asks a page as a developer's tools do: past its policy, which forbids what a test would have to put into it.</summary>
internal sealed class Probe
{
    private readonly ICDPSession _session;

    private Probe(ICDPSession session) => _session = session;

    public static async Task<Probe> OfAsync(IPage page) => new(await page.Context.NewCDPSessionAsync(page));

    /// <returns>The text that the expression, or the promise it is, comes to.</returns>
    /// <exception cref="InvalidOperationException">It throws.</exception>
    public async Task<string> EvaluateAsync(string expression)
    {
        var answer = await _session.SendAsync("Runtime.evaluate", new Dictionary<string, object>
        {
            ["expression"] = expression,
            ["awaitPromise"] = true,
            ["returnByValue"] = true,
        });
        if (answer!.Value.TryGetProperty("exceptionDetails", out var thrown))
            throw new InvalidOperationException($"The page threw: {thrown}");
        return answer.Value.GetProperty("result") is var result && result.TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()! : "";
    }
}
