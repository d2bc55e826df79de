using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mfa.House.Tests.Source;

/// <summary>One C# file, parsed.</summary>
internal sealed class SourceFile(string path, string text)
{
    private readonly Lazy<SyntaxTree> _tree = new(() => CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Preview), path));

    /// <summary>From the root, with slashes.</summary>
    public string Path => path;

    public string Text => text;

    public SyntaxTree Tree => _tree.Value;

    public CompilationUnitSyntax Unit => (CompilationUnitSyntax)Tree.GetRoot();

    public IEnumerable<T> All<T>()
        where T : SyntaxNode => Unit.DescendantNodes().OfType<T>();

    /// <summary>Made by a tool and not read by anyone.</summary>
    public bool IsGenerated => path.Contains("/Migrations/", StringComparison.Ordinal);

    public int Lines => text.Split('\n').Length - 1;

    public string? Namespace => All<BaseNamespaceDeclarationSyntax>().FirstOrDefault()?.Name.ToString();

    public bool HasTopLevelStatements => Unit.Members.OfType<GlobalStatementSyntax>().Any();

    /// <summary>Where a node stands, for a person: path and line.</summary>
    public string At(SyntaxNode node) => $"{path}:{node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}";

    /// <summary>A file that a test makes up, to see that a rule finds what it must.</summary>
    public static SourceFile Planted(string text, string path = "src/Challenge/Planted.cs") => new(path, text);
}
