using Mfa.House.Tests.Source;

namespace Mfa.House.Tests;

/// <summary>A file's namespace is its project's root and its folders; the roots of three services are plural (a type and a namespace of one name don't go together).</summary>
public sealed class NamespaceTests
{
    /// <summary>Folders that are named for something else than their namespace, the deepest first.</summary>
    private static readonly (string Folder, string[] Namespaces)[] Otherwise =
    [
        ("src/AppHost/Local/Processes", ["Mfa.AppHost.Local"]),
        ("src/AppHost/Local/Postgres", ["Aspire.Hosting.ApplicationModel"]),
        ("src/AppHost/Local/RabbitMQ", ["Aspire.Hosting.ApplicationModel"]),
        ("src/AppHost/Local", ["Aspire.Hosting", "Aspire.Hosting.ApplicationModel"]),
        // Whoever uses the client writes one using; its folders are for those who read it. What it keeps to itself is in Http.
        .. new[] { "Accounts", "Assertions", "Audit", "Challenges", "Credentials", "Factors", "Operations", "Problems", "Published", "RelyingParties", "SignIns" }
            .Select(folder => ("clients/Mfa.Client/" + folder, new[] { "Mfa.Client" })),
    ];

    [Fact]
    public void EveryFileIsInTheNamespaceOfItsFolder() => Rule.Holds(SourceTree.Code.SelectMany(file => Misplaced(file, SourceTree.Projects)));

    [Theory]
    [InlineData("src/Challenge/Domain/A.cs", "namespace Mfa.Challenges.Domain;", false)]
    [InlineData("src/Challenge/A.cs", "namespace Mfa.Challenges;", false)]
    [InlineData("src/Challenge/Domain/A.cs", "namespace Mfa.Challenges;", true)]
    [InlineData("src/Challenge/Domain/A.cs", "namespace Mfa.Challenge.Domain;", true)]
    [InlineData("src/Challenge/A.cs", "class A;", true)]
    [InlineData("src/Challenge/Program.cs", "System.Console.WriteLine();", false)]
    [InlineData("src/AppHost/Local/A.cs", "namespace Aspire.Hosting;", false)]
    [InlineData("src/AppHost/Local/Processes/A.cs", "namespace Aspire.Hosting;", true)]
    [InlineData("clients/Mfa.Client/Factors/A.cs", "namespace Mfa.Client;", false)]
    [InlineData("clients/Mfa.Client/Factors/A.cs", "namespace Mfa.Client.Factors;", true)]
    [InlineData("clients/Mfa.Client/Http/A.cs", "namespace Mfa.Client;", true)]
    public void AMisplacedFileIsFound(string path, string text, bool found) =>
        Assert.Equal(found, Misplaced(SourceFile.Planted(text + " class X;", path), SourceTree.Projects).Any());

    [Fact]
    public void OneFileHasOneNamespaceAndNoBlockAroundIt() => Rule.Holds(SourceTree.Code.Where(HasOtherThanOne).Select(file => file.Path));

    [Theory]
    [InlineData("namespace A { class X; }", true)]
    [InlineData("namespace A; class X;", false)]
    public void ABlockIsFound(string text, bool found) => Assert.Equal(found, HasOtherThanOne(SourceFile.Planted(text)));

    private static IEnumerable<string> Misplaced(SourceFile file, IReadOnlyList<Project> projects)
    {
        if (file is { HasTopLevelStatements: true } or { Unit.Members.Count: 0 })
            return [];
        var project = projects.Where(project => file.Path.StartsWith(project.Folder + "/", StringComparison.Ordinal)).MaxBy(project => project.Folder.Length)!;
        var folder = Path.GetDirectoryName(file.Path)!.Replace('\\', '/');
        var expected = Otherwise.FirstOrDefault(other => folder == other.Folder).Namespaces
            ?? [(project.RootNamespace + folder[project.Folder.Length..]).Replace('/', '.')];
        return expected.Contains(file.Namespace) ? [] : [$"{file.Path}: {file.Namespace ?? "no namespace"} instead of {string.Join(" or ", expected)}"];
    }

    private static bool HasOtherThanOne(SourceFile file) =>
        !file.IsGenerated && file.All<Microsoft.CodeAnalysis.CSharp.Syntax.NamespaceDeclarationSyntax>().Any();
}
