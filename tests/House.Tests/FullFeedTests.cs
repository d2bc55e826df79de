using System.Text.RegularExpressions;
using System.Xml.Linq;
using Mfa.House.Tests.Source;

namespace Mfa.House.Tests;

/// <summary>What is compiled with the full feed alone stands in the README, and each such file in its project's condition.</summary>
public sealed partial class FullFeedTests
{
    private const string Section = "## The full feed";

    [Fact]
    public void TheReadmeListsTheFilesOfTheFullFeed() => Assert.Equal(FilesOfTheFullFeed(), Listed(SourceTree.ReadText("README.md")));

    [Fact]
    public void EachSideIsLeftOutWhereTheOtherIsCompiled() => Rule.Holds(FilesOfTheFullFeed().SelectMany(file => Unconditional(file, SourceTree.Projects)));

    [Fact]
    public void AnUnlistedFileIsFound()
    {
        var readme = $"{Section}\n\n- `src/A/B.FullFeed.cs`\n\n## Else\n\n- `src/A/C.FullFeed.cs`\n";

        Assert.Equal(["src/A/B.FullFeed.cs"], Listed(readme));
        Assert.Empty(Listed("# Mfa\n\n`src/A/B.FullFeed.cs`\n"));
    }

    [Theory]
    [InlineData("<ItemGroup><Compile Remove=\"Mail/A.FullFeed.cs\" Condition=\"'$(FullFeed)' != 'true'\" /></ItemGroup>", false)]
    [InlineData("<ItemGroup Condition=\"'$(FullFeed)' != 'true'\"><Compile Remove=\"B.cs;Mail/A.FullFeed.cs\" /></ItemGroup>", false)]
    [InlineData("<ItemGroup Condition=\"'$(FullFeed)' == 'true'\"><Compile Remove=\"Mail/A.FullFeed.cs\" /></ItemGroup>", true)]
    [InlineData("<ItemGroup><Compile Remove=\"Mail/A.FullFeed.cs\" /></ItemGroup>", true)]
    [InlineData("<ItemGroup />", true)]
    public void AFileThatIsAlwaysCompiledIsFound(string item, bool found) => Assert.Equal(
        found, Unconditional("src/N/Mail/A.FullFeed.cs", [new Project("src/N/N.csproj", XDocument.Parse($"<Project>{item}</Project>"))]).Any());

    private static string[] FilesOfTheFullFeed() =>
        [.. SourceTree.Code.Select(file => file.Path).Where(path => path.EndsWith(".FullFeed.cs", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private static string[] Listed(string readme)
    {
        var start = readme.IndexOf(Section, StringComparison.Ordinal);
        if (start < 0)
            return [];
        var section = readme[start..].Split("\n## ")[0];
        return [.. Source().Matches(section).Select(match => match.Groups["path"].Value).Order(StringComparer.Ordinal)];
    }

    /// <summary>One of its project's conditions must leave it out of every other build.</summary>
    private static IEnumerable<string> Unconditional(string file, IEnumerable<Project> projects)
    {
        var project = projects.Single(one => file.StartsWith(one.Folder + "/", StringComparison.Ordinal));
        var isConditional = project.Content.Descendants("Compile").Any(item =>
            item.Attribute("Remove")?.Value.Split(';').Contains(file[(project.Folder.Length + 1)..]) == true
            && (item.Attribute("Condition") ?? item.Parent!.Attribute("Condition"))?.Value.Contains(" != ", StringComparison.Ordinal) == true);
        return isConditional ? [] : [file];
    }

    [GeneratedRegex(@"`(?<path>(src|tests)/[\w./-]+\.cs)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Source();
}
