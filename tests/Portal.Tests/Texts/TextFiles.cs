using System.Text.RegularExpressions;
using System.Xml.Linq;
using Mfa.Testing;

namespace Mfa.Samples.Portal.Tests.Texts;

/// <summary>One class of texts in one language, as its resx has them.</summary>
internal sealed record TextFile(string Area, string Language, IReadOnlyDictionary<string, string> Texts)
{
    public override string ToString() => $"{Area} ({Language})";
}

/// <summary>The portal's texts, read from the checkout.</summary>
internal static partial class TextFiles
{
    public const string Neutral = "en";

    public static readonly IReadOnlyList<string> Languages = ["en", "hu", "ro", "ru"];

    public static string Portal { get; } = Path.Combine(Checkout.Root, "samples", "Portal");

    /// <summary>The classes that texts are asked by: one for each <c>*Texts.cs</c>.</summary>
    public static IReadOnlyList<string> Areas { get; } =
        [.. Directory.EnumerateFiles(Path.Combine(Portal, "Texts"), "*Texts.cs").Select(Path.GetFileNameWithoutExtension).OfType<string>().Order(StringComparer.Ordinal)];

    public static IReadOnlyList<TextFile> All { get; } =
        [.. from area in Areas from language in Languages where File.Exists(FileOf(area, language)) select Read(area, language)];

    public static string FileOf(string area, string language) => Path.Combine(Portal, "Texts", language == Neutral ? $"{area}.resx" : $"{area}.{language}.resx");

    public static TextFile Find(string area, string language) => All.First(file => file.Area == area && file.Language == language);

    /// <summary>A text as a page shows it.</summary>
    public static string Say(string area, string language, string key, params object[] values) =>
        string.Format(System.Globalization.CultureInfo.GetCultureInfo(language), Find(area, language).Texts[key], values);

    /// <summary>What one language lacks of another, or says with other values in it.</summary>
    public static IEnumerable<string> Differences(TextFile neutral, TextFile other)
    {
        foreach (var key in neutral.Texts.Keys.Except(other.Texts.Keys, StringComparer.Ordinal))
            yield return $"{other} lacks {key}";
        foreach (var key in other.Texts.Keys.Except(neutral.Texts.Keys, StringComparer.Ordinal))
            yield return $"{other} alone has {key}";
        foreach (var (key, text) in other.Texts)
        {
            if (string.IsNullOrWhiteSpace(text))
                yield return $"{other}: {key} is empty";
            else if (neutral.Texts.TryGetValue(key, out var original) && !Values(original).SetEquals(Values(text)))
                yield return $"{other}: {key} has other values than {neutral}: {text}";
        }
    }

    private static HashSet<string> Values(string text) => [.. Value().Matches(text).Select(value => value.Value)];

    private static TextFile Read(string area, string language) => new(area, language, Read(XDocument.Load(FileOf(area, language))));

    private static Dictionary<string, string> Read(XDocument resx) =>
        resx.Root!.Elements("data").ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")?.Value ?? "", StringComparer.Ordinal);

    [GeneratedRegex(@"\{\d+", RegexOptions.None, 1000)]
    private static partial Regex Value();
}
