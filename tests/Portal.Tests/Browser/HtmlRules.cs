using System.Text.RegularExpressions;

namespace Mfa.Samples.Portal.Tests.Browser;

/// <summary>What the portal's policy forbids in a page, read from its source: with it a page would not work, without it nothing would stop it.</summary>
internal static partial class HtmlRules
{
    public static IEnumerable<string> Breaches(string html)
    {
        foreach (var script in Script().Matches(html).Where(script => script.Groups["body"].Value.Trim().Length > 0 || !Source().IsMatch(script.Groups["head"].Value)))
            yield return $"a script in the page: {Short(script.Value)}";
        foreach (var tag in Tag().Matches(html).Select(tag => tag.Value))
        {
            if (tag.StartsWith("<style", StringComparison.OrdinalIgnoreCase))
                yield return "a style in the page";
            if (Inline().IsMatch(tag))
                yield return $"style or script in an attribute: {Short(tag)}";
            if (Foreign().IsMatch(tag))
                yield return $"something from elsewhere: {Short(tag)}";
        }
    }

    private static string Short(string text) => text.Length <= 160 ? text : text[..160] + "…";

    [GeneratedRegex("<script(?<head>[^>]*)>(?<body>.*?)</script>", RegexOptions.ExplicitCapture | RegexOptions.Singleline | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Script();

    [GeneratedRegex("""\ssrc\s*=""", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Source();

    [GeneratedRegex("<[a-z][^>]*>", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Tag();

    [GeneratedRegex("""\s(style|on[a-z]+)\s*=|=\s*["']?\s*javascript:""", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Inline();

    [GeneratedRegex(
        """^<(link|script|img|iframe|source|video|audio|form|use|image)\b[^>]*\s(src|href|action)\s*=\s*["']?\s*(https?:)?//""",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Foreign();
}
