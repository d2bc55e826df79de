using System.Text.RegularExpressions;
using Mfa.House.Tests.Source;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Mfa.House.Tests.Documents;

/// <summary>C# in docs compiles as it stands, with the usings that a new project has and the packages that the text names.</summary>
public sealed partial class SnippetTests
{
    private const string ImplicitUsings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http; "
        + "global using System.Threading; global using System.Threading.Tasks;";

    private static readonly CSharpParseOptions Language = new(LanguageVersion.Latest);

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(file => (MetadataReference)MetadataReference.CreateFromFile(file)),
    ];

    [Fact]
    public void EverySnippetCompiles()
    {
        var snippets = SourceTree.Read("*.md", "docs").SelectMany(page => Snippet().Matches(page.Text).Select((snippet, n) => ($"{page.Path}, snippet {n + 1}", snippet.Groups["code"].Value))).ToArray();

        Assert.NotEmpty(snippets);
        Rule.Holds(snippets.SelectMany(snippet => Errors(snippet.Item2).Select(error => $"{snippet.Item1}: {error}")));
    }

    [Theory]
    [InlineData("Console.WriteLine(new List<int> { 1 }.Count);", false)]
    [InlineData("internal sealed class A { public Task<string> B(HttpClient http) => http.GetStringAsync(new Uri(\"/\")); }", false)]
    [InlineData("Console.WriteLine(unknown);", true)]
    [InlineData("internal sealed class A { public int B() => \"b\"; }", true)]
    [InlineData("string a = null; Console.WriteLine(a.Length);", true)]
    public void OneThatDoesNotIsFound(string code, bool found) => Assert.Equal(found, Errors(code).Any());

    private static IEnumerable<string> Errors(string code)
    {
        var tree = CSharpSyntaxTree.ParseText(code, Language);
        var isProgram = tree.GetCompilationUnitRoot().Members.Any(member => member.IsKind(SyntaxKind.GlobalStatement));
        var options = new CSharpCompilationOptions(isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable);
        return CSharpCompilation.Create("Snippet", [tree, CSharpSyntaxTree.ParseText(ImplicitUsings, Language)], References, options).GetDiagnostics()
            .Where(one => one.Severity is DiagnosticSeverity.Error || one.Id.StartsWith("CS86", StringComparison.Ordinal)).Select(one => one.ToString());
    }

    [GeneratedRegex("^```csharp\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Snippet();
}
