using System.Text.RegularExpressions;
using Mfa.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Mfa.Client.Tests;

/// <summary>What stands in the package's README can be pasted into a program.</summary>
public sealed partial class ReadmeTests
{
    private const string Implicit = "global using System; global using System.Net.Http; global using System.Threading.Tasks;";

    /// <summary>What the pages of the example's relying party know.</summary>
    private const string Given = "string clientId = \"\", clientSecret = \"\", name = \"\", password = \"\", nonce = \"\", code = \"\";";

    private static string Readme => File.ReadAllText(Path.Combine(Checkout.Root, "clients", "Mfa.Client", "README.md"));

    [Fact]
    public void ItsExamplesCompile()
    {
        var examples = Example().Matches(Readme).Select(example => example.Groups["code"].Value).ToArray();

        Assert.NotEmpty(examples);
        Assert.All(examples, example => Assert.Empty(Faults(example)));
    }

    [Fact]
    public void AnExampleThatDoesNotIsFound() =>
        Assert.Contains(Faults("using Mfa.Client;\nawait new MfaClient(null!, null!).Accounts.NoSuchAsync();"), fault => fault.Contains("NoSuchAsync", StringComparison.Ordinal));

    private static IEnumerable<string> Faults(string example)
    {
        var statements = example.IndexOf("\n\n", StringComparison.Ordinal) is >= 0 and var end && example.StartsWith("using ", StringComparison.Ordinal)
            ? example[..end] + "\n" + Given + example[end..] : example;
        var assemblies = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(file => MetadataReference.CreateFromFile(file));
        var compilation = CSharpCompilation.Create(
            "example",
            [CSharpSyntaxTree.ParseText(statements), CSharpSyntaxTree.ParseText(Implicit)],
            assemblies,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        return compilation.GetDiagnostics().Where(fault => fault.Severity == DiagnosticSeverity.Error).Select(fault => fault.ToString());
    }

    [GeneratedRegex("^```csharp\n(?<code>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Example();
}
