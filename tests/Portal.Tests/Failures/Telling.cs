using System.Text.RegularExpressions;
using Mfa.Samples.Portal.Tests.Browser;
using Mfa.Samples.Portal.Tests.Texts;

namespace Mfa.Samples.Portal.Tests.Failures;

/// <summary>What a page tells a person of a failure: its own text, in the realm's language, and nothing of the machine.</summary>
internal static partial class Telling
{
    private const string Area = "CommonTexts";

    public static async Task AssertToldAsync(this Visitor visitor, string key, params object[] values)
    {
        Assert.Contains(TextFiles.Say(Area, LanguageOf(visitor), key, values), await visitor.ToldAsync(), StringComparison.Ordinal);
        Assert.DoesNotMatch(Machine(), await visitor.SaysAsync());
    }

    /// <returns>The numbers and times that the text was told with.</returns>
    public static async Task<string[]> AssertToldWithAsync(this Visitor visitor, string key)
    {
        const string Mark = "⁂";
        var pattern = Regex.Escape(TextFiles.Say(Area, LanguageOf(visitor), key, Mark, Mark)).Replace(Mark, @"(\d[\d:]*)", StringComparison.Ordinal);
        var said = Regex.Match(await visitor.ToldAsync(), pattern, RegexOptions.None, TimeSpan.FromSeconds(1));
        Assert.True(said.Success, $"{key} was not told, but: {await visitor.ToldAsync()}");
        return [.. said.Groups.Values.Skip(1).Select(value => value.Value)];
    }

    private static string LanguageOf(Visitor visitor) => visitor.Path.StartsWith("/md", StringComparison.Ordinal) ? "ro" : "hu";

    [GeneratedRegex(@"Exception|\bat [A-Z]\w+\.|System\.|traceId|https?://localhost:\d+/v1", RegexOptions.None, 1000)]
    private static partial Regex Machine();
}
