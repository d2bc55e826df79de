using System.Text.RegularExpressions;
using Mfa.House.Tests.Source;

namespace Mfa.House.Tests.Documents;

/// <summary>docs/adr/README.md has every decision in one line, and numbers are given once.</summary>
public sealed partial class DecisionTests
{
    private const string Index = "docs/adr/README.md";

    private static IReadOnlyList<TextFile> Pages => [.. SourceTree.Read("*.md", "docs/adr").Where(page => page.Path != Index)];

    [Fact]
    public void TheIndexHasEveryDecision() => Rule.Holds(Faults(SourceTree.ReadText(Index), Pages));

    [Theory]
    [InlineData("| [1](0001-a.md) | One thing. |", "docs/adr/0001-a.md", "# 1. A thing", 0)]
    [InlineData("", "docs/adr/0001-a.md", "# 1. A thing", 1)]
    [InlineData("| [1](0001-a.md) |  |", "docs/adr/0001-a.md", "# 1. A thing", 1)]
    [InlineData("| [1](0001-a.md) | One thing. |\n| [2](0002-b.md) | Another. |", "docs/adr/0001-a.md", "# 1. A thing", 1)]
    [InlineData("| [2](0001-a.md) | One thing. |", "docs/adr/0001-a.md", "# 1. A thing", 1)]
    [InlineData("| [1](0001-a.md) | One thing. |", "docs/adr/0001-a.md", "# 2. A thing", 1)]
    public void AnIndexThatLacksOneIsFound(string index, string path, string heading, int faults) =>
        Assert.Equal(faults, Faults(index, [new TextFile(path, heading + "\n")]).Count());

    [Fact]
    public void ANumberThatStandsTwiceIsFound() => Assert.Contains("2 is the number of two decisions", Faults(
        "| [2](0002-a.md) | A. |\n| [2](0002-b.md) | B. |", [new TextFile("docs/adr/0002-a.md", "# 2. A\n"), new TextFile("docs/adr/0002-b.md", "# 2. B\n")]));

    private static IEnumerable<string> Faults(string index, IReadOnlyList<TextFile> pages)
    {
        var rows = Row().Matches(index).Select(row => (Number: row.Groups["number"].Value, File: row.Groups["file"].Value, Says: row.Groups["says"].Value.Trim())).ToArray();
        foreach (var page in pages)
        {
            var file = Path.GetFileName(page.Path);
            var number = file[..4].TrimStart('0');
            if (!rows.Any(row => row.File == file && row.Number == number && row.Says is not ""))
                yield return $"{Index} has no line for decision {number}: | [{number}]({file}) | what was decided |";
            if (!page.Text.StartsWith($"# {number}. ", StringComparison.Ordinal))
                yield return $"{page.Path}: its heading does not begin with its number";
        }

        foreach (var row in rows.Where(row => !pages.Any(page => page.Path.EndsWith("/" + row.File, StringComparison.Ordinal))))
            yield return $"{Index}: {row.File} is not there";
        foreach (var number in pages.GroupBy(page => Path.GetFileName(page.Path)[..4].TrimStart('0')).Where(same => same.Count() > 1))
            yield return $"{number.Key} is the number of two decisions";
    }

    [GeneratedRegex(@"^\| \[(?<number>\d+)\]\((?<file>[^)]+)\) \|(?<says>[^|]*)\|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();
}
