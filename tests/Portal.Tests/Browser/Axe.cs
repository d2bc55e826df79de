using Deque.AxeCore.Commons;

namespace Mfa.Samples.Portal.Tests.Browser;

/// <summary>axe-core's rules of WCAG 2.0, 2.1 and 2.2, levels A and AA, and those of headings and landmarks.</summary>
internal static class Axe
{
    private const string AllRules = """
        runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'] },
        rules: Object.fromEntries(['target-size', 'heading-order', 'page-has-heading-one', 'landmark-one-main'].map(rule => [rule, { enabled: true }]))
        """;

    private const string RulesOfColours = "runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] }";

    private const string Run = """
        axe.run(document, { RULES, resultTypes: ['violations'], preload: false }).then(found => found.violations.flatMap(rule => rule.nodes.map(node =>
          rule.id + ' at ' + node.target.join(' ') + ': ' + node.failureSummary.replace(/\s+/g, ' '))).join('\n'))
        """;

    private static readonly string Source = new BundledAxeScriptProvider().GetScript();

    /// <param name="isKnown">All rules have been asked in another theme, so that those of colours are enough.</param>
    /// <returns>What a page violates, a line each.</returns>
    public static async Task<IReadOnlyList<string>> ViolationsAsync(Probe probe, bool isKnown = false)
    {
        if (await probe.EvaluateAsync("typeof axe") == "undefined")
            await probe.EvaluateAsync(Source + ";''");
        return (await probe.EvaluateAsync(Run.Replace("RULES", isKnown ? RulesOfColours : AllRules, StringComparison.Ordinal))).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
