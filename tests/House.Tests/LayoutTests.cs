using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Mfa.House.Tests.Source;

namespace Mfa.House.Tests;

/// <summary>The projects, how they lean on each other, and the picture of them.</summary>
public sealed partial class LayoutTests
{
    private static readonly string[] Services = ["Gateway", "Directory", "Enrollment", "Challenge", "Notifier"];

    private static IEnumerable<Project> Sources => SourceTree.Projects.Where(project => project.Path.StartsWith("src/", StringComparison.Ordinal));

    [Fact]
    public void TheReadmesPictureNamesEveryProject() => Rule.Holds(NotPictured(SourceTree.ReadText("README.md")));

    [Fact]
    public void AProjectThatIsNotPicturedIsFound()
    {
        var picture = "```mermaid\n" + string.Join("\n", Sources.Skip(1).Select(project => project.Name)) + "\n```\n";

        Assert.Equal([Sources.First().Name], NotPictured(picture + Sources.First().Name));
        Assert.Equal(Sources.Count(), NotPictured("no picture at all").Count());
    }

    [Fact]
    public void FoldersTheReadmeNamesExist() =>
        Assert.All(Folder().Matches(SourceTree.ReadText("README.md")).Select(match => match.Groups["path"].Value.TrimEnd('/')),
            path => Assert.True(Path.Exists(Path.Combine(SourceTree.Root, path)), path));

    [Fact]
    public void NoServiceLeansOnAnother() => Rule.Holds(Sources.SelectMany(Leaning));

    [Fact]
    public void AClientLeansOnNothingOfOurs()
    {
        var clients = SourceTree.Projects.Where(project => project.Path.StartsWith("clients/", StringComparison.Ordinal)).ToArray();

        Assert.NotEmpty(clients);
        Assert.All(clients, client => Assert.Empty(client.References));
    }

    [Theory]
    [InlineData("Challenge", "../Directory/Directory.csproj", true)]
    [InlineData("ServiceDefaults", "../Gateway/Gateway.csproj", true)]
    [InlineData("Challenge", "../InternalApi/InternalApi.csproj", false)]
    [InlineData("Mfactl", "../Directory/Directory.csproj", false)]
    [InlineData("Mfactl", "../Challenge/Challenge.csproj", true)]
    public void ALeaningServiceIsFound(string project, string reference, bool found) => Assert.Equal(found, Leaning(new Project(
        $"src/{project}/{project}.csproj", XDocument.Parse($"<Project><ItemGroup><ProjectReference Include=\"{reference}\" /></ItemGroup></Project>"))).Any());

    [Fact]
    public void EveryProjectIsInTheSolution()
    {
        var solution = SourceTree.ReadText("Mfa.sln").Replace('\\', '/');

        Assert.All(SourceTree.Projects, project => Assert.Contains($"\"{project.Path}\"", solution, StringComparison.Ordinal));
    }

    [Fact]
    public void VersionsStandInOnePlace() => Rule.Holds(SourceTree.Projects.SelectMany(OwnVersions));

    [Theory]
    [InlineData("<PackageReference Include=\"A\" Version=\"1.0.0\" />", true)]
    [InlineData("<PackageReference Include=\"A\" VersionOverride=\"1.0.0\" />", true)]
    [InlineData("<PackageReference Include=\"A\" /><PrunePackageReference Include=\"B\" Version=\"9\" />", false)]
    public void AVersionElsewhereIsFound(string item, bool found) =>
        Assert.Equal(found, OwnVersions(new Project("src/A/A.csproj", XDocument.Parse($"<Project><ItemGroup>{item}</ItemGroup></Project>"))).Any());

    [Fact]
    public void EveryProjectHasATwinThatTestsIt()
    {
        var clients = SourceTree.Projects.Where(project => project.Path.StartsWith("clients/", StringComparison.Ordinal));
        string[] withoutTwin = [.. Sources.Concat(clients).Select(project => project.Name).Where(name => !SourceTree.Projects.Any(test => test.Name == name + ".Tests"))];

        // Records and clients without behaviour, proved by the journeys; and the wiring of the store, proved with both services that use it.
        Assert.All(withoutTwin, name => Assert.Contains(name, new[] { "Contracts", "InternalApi", "Storage" }));
    }

    [Fact]
    public void NoShippedRealmEnrolsOnThePasswordAlone() => Rule.Holds(SourceTree.Read("*.json", "src/Realms").Where(EnrolsOnPasswordAlone).Select(file => file.Path));

    [Fact]
    public void TheTwoRealmsShip() =>
        Assert.Equal(["src/Realms/Files/hu-ugyfelkapu.json", "src/Realms/Files/md-mpass.json"], SourceTree.Read("*.json", "src/Realms").Select(file => file.Path));

    [Theory]
    [InlineData("""{ "firstEnrolmentProof": "none" }""", true)]
    [InlineData("""{ "firstEnrolmentProof": "None" }""", true)]
    [InlineData("""{ }""", true)]
    [InlineData("""{ "firstEnrolmentProof": "email" }""", false)]
    public void ARealmThatDoesIsFound(string realm, bool found) => Assert.Equal(found, EnrolsOnPasswordAlone(new TextFile("a.json", realm)));

    private static IEnumerable<string> NotPictured(string readme)
    {
        var pictures = string.Join('\n', Fenced().Matches(readme).Select(block => block.Value));
        return Sources.Select(project => project.Name).Where(name => !Regex.IsMatch(pictures, $@"\b{name}\b", RegexOptions.None, TimeSpan.FromSeconds(1)));
    }

    /// <summary>The host starts them all. The console opens the lasting stores where no service runs (docs/adr/0018), and they know how.</summary>
    private static IEnumerable<string> Leaning(Project project) => project.Name switch
    {
        "AppHost" => [],
        "Mfactl" => Leans(project, "Directory", "Enrollment"),
        _ => Leans(project),
    };

    private static IEnumerable<string> Leans(Project project, params string[] on) => project.References.Where(Services.Contains).Except(on, StringComparer.Ordinal)
        .Select(service => $"{project.Name} leans on {service}");

    private static IEnumerable<string> OwnVersions(Project project) =>
        from reference in project.Content.Descendants("PackageReference")
        where reference.Attribute("Version") is not null || reference.Attribute("VersionOverride") is not null
        select $"{project.Path}: {reference.Attribute("Include")?.Value}";

    private static bool EnrolsOnPasswordAlone(TextFile file) =>
        JsonNode.Parse(file.Text)!["firstEnrolmentProof"]?.GetValue<string>() is not ("email" or "signature");

    [GeneratedRegex("^```.*?^```", RegexOptions.Singleline | RegexOptions.Multiline, 1000)]
    private static partial Regex Fenced();

    [GeneratedRegex(@"`(?<path>(src|clients|tests|samples|docs|eng)/[\w./-]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Folder();
}
