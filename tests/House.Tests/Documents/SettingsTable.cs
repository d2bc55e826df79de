using System.Text.RegularExpressions;
using Mfa.House.Tests.Source;

namespace Mfa.House.Tests.Documents;

/// <param name="Readers">The services that read it.</param>
internal sealed record SettingRow(string Name, string Readers, string Default, string Meaning)
{
    public override string ToString() => $"| `{Name}` | {Readers} | {Default} | {Meaning} |";
}

/// <summary>The table in docs/operate.md: three columns say what the sources say, the last is a person's.</summary>
internal static partial class SettingsTable
{
    public const string File = "docs/operate.md";

    private const string Begin = "<!-- settings -->\n";
    private static readonly string[] Services = ["Directory", "Enrollment", "Challenge", "Notifier", "Gateway"];

    /// <summary>As the sources have them; nothing is said of their meaning.</summary>
    public static IReadOnlyList<SettingRow> Of(IEnumerable<Setting> settings, IReadOnlyList<Project> projects) =>
    [
        .. from setting in settings
           group setting by setting.Name into same
           orderby same.Key
           let readers = same.SelectMany(one => ReadersOf(one.Project, projects)).Distinct().ToArray()
           select new SettingRow(same.Key, readers.Length == Services.Length ? "all" : string.Join(", ", readers.Select(reader => reader.ToLowerInvariant()).Order(StringComparer.Ordinal)),
               same.Select(one => one.Default).Order(StringComparer.Ordinal).First(), ""),
    ];

    public static IReadOnlyList<SettingRow> Read(string document) =>
        [.. Row().Matches(Part(document)).Select(row => new SettingRow(row.Groups["name"].Value, row.Groups["readers"].Value, row.Groups["default"].Value, row.Groups["meaning"].Value))];

    /// <summary>The document with the rows of the sources and the meanings it had.</summary>
    public static string Write(string document, IReadOnlyList<SettingRow> rows)
    {
        var meanings = Read(document).ToDictionary(row => row.Name, row => row.Meaning);
        var table = string.Concat(rows.Select(row => row with { Meaning = meanings.GetValueOrDefault(row.Name) ?? "" }).Select(row => row + "\n"));
        return document.Replace(Begin + Part(document), Begin + "\n| setting | read by | default | meaning |\n|---|---|---|---|\n" + table, StringComparison.Ordinal);
    }

    private static string Part(string document) => Marked().Match(document) is { Success: true } part
        ? part.Groups["table"].Value : throw new InvalidOperationException($"{File} has no table between <!-- settings --> and <!-- end of settings -->.");

    /// <summary>A shared library is read by every service that leans on it.</summary>
    private static IEnumerable<string> ReadersOf(string project, IReadOnlyList<Project> projects) =>
        Services.Contains(project) ? [project] : Services.Where(service => LeansOn(service, project, projects)).DefaultIfEmpty(project);

    private static bool LeansOn(string name, string other, IReadOnlyList<Project> projects) =>
        projects.FirstOrDefault(project => project.Name == name) is { } found && found.References.Any(reference => reference == other || LeansOn(reference, other, projects));

    [GeneratedRegex("<!-- settings -->\n(?<table>.*?)<!-- end of settings -->", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Marked();

    [GeneratedRegex(@"^\| `(?<name>[^`]+)` \| (?<readers>[^|]*) \| (?<default>[^|]*) \| (?<meaning>.*?) ?\|$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();
}
