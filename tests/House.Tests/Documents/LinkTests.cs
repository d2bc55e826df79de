using System.Text.RegularExpressions;
using Mfa.House.Tests.Source;

namespace Mfa.House.Tests.Documents;

/// <summary>What a document links to is there, down to the heading.</summary>
public sealed partial class LinkTests
{
    [Fact]
    public void EveryLinkLeadsSomewhere() => Rule.Holds(SourceTree.Read("*.md", ".").SelectMany(page => Dead(page, Find)));

    [Theory]
    [InlineData("[a](b.md)", 0)]
    [InlineData("[a](b.md#one-thing)", 0)]
    [InlineData("[a](#here)", 0)]
    [InlineData("[a](https://example.org/x)", 0)]
    [InlineData("```\n[a](none.md)\n```", 0)]
    [InlineData("[a](none.md)", 1)]
    [InlineData("[a](b.md#another)", 1)]
    [InlineData("[a](#there)", 1)]
    public void ADeadLinkIsFound(string text, int dead) =>
        Assert.Equal(dead, Dead(new TextFile("docs/a.md", $"# Here\n\n{text}\n"), path => path == "docs/b.md" ? "## One \"thing\"\n" : null).Count());

    /// <returns>Null: there is nothing; empty: a folder.</returns>
    private static string? Find(string path)
    {
        var full = Path.Combine(SourceTree.Root, path);
        return File.Exists(full) ? File.ReadAllText(full) : Directory.Exists(full) ? "" : null;
    }

    private static IEnumerable<string> Dead(TextFile page, Func<string, string?> find)
    {
        var prose = Fenced().Replace(page.Text, "");
        foreach (var link in Link().Matches(prose).Select(match => match.Groups["to"].Value).Where(to => !to.Contains(':', StringComparison.Ordinal)))
        {
            var (file, anchor) = link.Split('#') is [var before, var after] ? (before, after) : (link, null);
            var target = file is "" ? prose : find(Path.GetRelativePath(SourceTree.Root, Path.GetFullPath(Path.Combine(SourceTree.Root, Path.GetDirectoryName(page.Path)!, file))).Replace('\\', '/'));
            if (target is null || (anchor is not null && !Heading().Matches(target).Select(heading => AnchorOf(heading.Groups["text"].Value)).Contains(anchor)))
                yield return $"{page.Path}: {link}";
        }
    }

    private static string AnchorOf(string heading) => NotInAnchor().Replace(heading.Trim().ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex("^```.*?^```", RegexOptions.Singleline | RegexOptions.Multiline, 1000)]
    private static partial Regex Fenced();

    [GeneratedRegex(@"\[[^\]]*\]\((?<to>[^)\s]+)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();

    [GeneratedRegex("(?m)^#+ (?<text>.+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]", RegexOptions.None, 1000)]
    private static partial Regex NotInAnchor();
}
