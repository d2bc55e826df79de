using System.Text.RegularExpressions;
using System.Xml.Linq;
using Mfa.Notifier.Templates;

namespace Mfa.Notifier.Tests.Templates;

/// <summary>Computes how well each text of a page can be read, in a light client, in a dark one, and in one that drops the style sheet (which is the light one).</summary>
internal static partial class Contrast
{
    public const double Least = 4.5;

    /// <returns>Each text that can't be read, with its colours.</returns>
    public static IEnumerable<string> Unreadable(string html, bool dark)
    {
        var page = MailPage.Read(html);
        var rules = dark ? RulesOf(page.Descendants("style").Single().Value) : [];
        return Walk(page.Root!.Element("body")!, "#000000", Colours.White, rules);
    }

    private static IEnumerable<string> Walk(XElement element, string colour, string background, Dictionary<string, string> rules)
    {
        // A class of the dark style sheet is marked important: it wins over what stands inline.
        string[] styles = [element.Attribute("style")?.Value ?? "", .. (element.Attribute("class")?.Value ?? "").Split(' ').Select(name => rules.GetValueOrDefault(name, ""))];
        foreach (var style in styles)
        {
            colour = Colour().Match(style) is { Success: true } found ? found.Groups["value"].Value : colour;
            background = Background().Match(style) is { Success: true } ground ? ground.Groups["value"].Value : background;
        }

        if (element.Nodes().OfType<XText>().Any(text => text.Value.Trim().Length > 0) && Colours.Contrast(colour, background) < Least)
            yield return $"{colour} on {background}: {MailPage.Words(element)}";
        foreach (var problem in element.Elements().SelectMany(child => Walk(child, colour, background, rules)))
            yield return problem;
    }

    private static Dictionary<string, string> RulesOf(string sheet) =>
        Rule().Matches(sheet[sheet.IndexOf("@media (prefers-color-scheme: dark)", StringComparison.Ordinal)..])
            .SelectMany(rule => rule.Groups["names"].Value.Split(',').Select(name => (Name: name.Trim().TrimStart('.'), Style: rule.Groups["style"].Value)))
            .ToDictionary(rule => rule.Name, rule => rule.Style, StringComparer.Ordinal);

    [GeneratedRegex(@"(?<names>\.[a-z., ]+)\{(?<style>[^}]*)\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Rule();

    [GeneratedRegex(@"(?<![a-z-])color:\s*(?<value>#[0-9a-f]{6})", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Colour();

    [GeneratedRegex(@"(?<![a-z-])background:\s*(?<value>#[0-9a-f]{6})", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Background();
}
