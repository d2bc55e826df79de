using System.IO.Enumeration;
using System.Text.RegularExpressions;

namespace Mfa.Samples.Portal.Tests.Texts;

/// <summary>A text that a source asks for.</summary>
/// <param name="Key">Its key; a star stands for what is only known when the page is made.</param>
internal sealed record TextUse(string File, string Area, string Key)
{
    public bool IsMetBy(IEnumerable<string> keys) => keys.Any(Means);

    public bool Means(string key) => Key.Contains('*', StringComparison.Ordinal) ? FileSystemName.MatchesSimpleExpression(Key, key, ignoreCase: false) : Key == key;

    public override string ToString() => $"{File}: {Area} {Key}";
}

/// <summary>Finds which texts the portal's pages and classes ask for: by a localizer's indexer, or as a notice.</summary>
internal static partial class TextUses
{
    private const string Common = "CommonTexts";

    private static readonly IReadOnlyList<(string Name, string Text)> Sources = [.. Read()];

    /// <summary>Those of the portal's sources.</summary>
    public static IReadOnlyList<TextUse> All { get; } = [.. Sources.SelectMany(source => In(source.Name, source.Text))];

    /// <summary>
    /// What else the sources name: keys that come to a localizer by a detour, texts they put together (a star for each value), and the kinds of words whose list
    /// is open (<c>Word("Acr", …)</c>).
    /// </summary>
    public static IReadOnlyList<TextUse> Named { get; } =
    [
        .. from key in Sources.SelectMany(source => Keys(source.Text)).Distinct(StringComparer.Ordinal) select new TextUse("", "", key),
    ];

    /// <summary>The uses in one source.</summary>
    public static IEnumerable<TextUse> In(string file, string source)
    {
        var localizers = Localizer().Matches(source).Select(one => (Name: one.Groups["name"].Value, Area: one.Groups["area"].Value)).Append((Name: "C", Area: Common)).Distinct();
        var asked = localizers.SelectMany(localizer => Starts(source, $@"(?<![\w.]){localizer.Name}\[").Select(start => (Start: start, localizer.Area)));
        var notices = Starts(source, @"new Notice\(|Notice = new\(|(?<![\w.])Again\(").Select(start => (Start: start, Area: Common));
        return from use in asked.Concat(notices)
               from key in SourceText.KeysIn(SourceText.FirstArgument(source, use.Start))
               select new TextUse(file, use.Area, key);
    }

    private static IEnumerable<string> Keys(string source) =>
    [
        .. Word().Matches(source).Select(word => word.Groups["word"].Value),
        .. Composed().Matches(source).Select(one => SourceText.WithStars(one.Groups["text"].Value))
            .Where(text => text.IndexOf('.', StringComparison.Ordinal) > 0 && text[0] != '*'),
        .. Kind().Matches(source).Select(kind => kind.Groups["kind"].Value + ".*"),
    ];

    private static IEnumerable<int> Starts(string source, string pattern) =>
        Regex.Matches(source, pattern, RegexOptions.None, TimeSpan.FromSeconds(5)).Select(match => match.Index + match.Length);

    private static IEnumerable<(string Name, string Text)> Read() =>
        from file in Directory.EnumerateFiles(TextFiles.Portal, "*.cs*", SearchOption.AllDirectories)
        let name = Path.GetRelativePath(TextFiles.Portal, file)
        where name.EndsWith(".cs", StringComparison.Ordinal) || name.EndsWith(".cshtml", StringComparison.Ordinal)
        where !name.StartsWith("obj/", StringComparison.Ordinal) && !name.StartsWith("bin/", StringComparison.Ordinal)
        select (name, Imports(file) + File.ReadAllText(file));

    /// <summary>What the pages of a folder are all given.</summary>
    private static string Imports(string file) => Path.Combine(Path.GetDirectoryName(file)!, "_ViewImports.cshtml") is var imports
        && imports != file && file.EndsWith(".cshtml", StringComparison.Ordinal) && File.Exists(imports) ? File.ReadAllText(imports) : "";

    [GeneratedRegex(@"IStringLocalizer<(?<area>\w+)>\s+(?<name>\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Localizer();

    [GeneratedRegex("""(?<!\$)"(?<word>[^"\s]+)"(?!\w)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Word();

    [GeneratedRegex("""\$"(?<text>[^"\n]*)(")""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Composed();

    [GeneratedRegex("""[(,]\s*"(?<kind>\w+)",""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Kind();
}
