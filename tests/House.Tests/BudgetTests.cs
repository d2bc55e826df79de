using Mfa.House.Tests.Source;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mfa.House.Tests;

/// <summary>Files of 150 lines and methods of 36 are the aim; twice that is too much. What is over the aim is told, not refused.</summary>
public sealed class BudgetTests(ITestOutputHelper output)
{
    private const int File = 150;
    private const int Method = 36;

    [Fact]
    public void NoFileIsTwiceItsBudget()
    {
        Report(SourceTree.Product.Where(file => file.Lines > File).Select(file => $"{file.Path}: {file.Lines} lines"));

        Rule.Holds(SourceTree.Product.Where(file => file.Lines > 2 * File).Select(file => file.Path));
    }

    [Fact]
    public void NoMethodIsTwiceItsBudget()
    {
        Report(SourceTree.Product.SelectMany(file => MethodsOver(file, Method)));

        Rule.Holds(SourceTree.Product.SelectMany(file => MethodsOver(file, 2 * Method)));
    }

    [Fact]
    public void AProgramIsATableOfContents() =>
        Rule.Holds(SourceTree.Product.Where(file => Path.GetFileName(file.Path) == "Program.cs" && file.Lines > 40).Select(file => file.Path));

    [Fact]
    public void ALongMethodIsFound()
    {
        var planted = SourceFile.Planted($"class X {{\nvoid Long()\n{{\n{string.Concat(Enumerable.Repeat("M();\n", 70))}}}\nvoid Short() {{ }}\n}}");

        Assert.Equal(["src/Challenge/Planted.cs:2 Long: 73 lines"], MethodsOver(planted, 72));
        Assert.Equal(75, planted.Lines);
    }

    private static IEnumerable<string> MethodsOver(SourceFile file, int budget) =>
        from node in file.All<SyntaxNode>()
        let name = node switch
        {
            MethodDeclarationSyntax method => method.Identifier.Text,
            ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
            LocalFunctionStatementSyntax local => local.Identifier.Text,
            AccessorDeclarationSyntax accessor => accessor.Keyword.Text,
            _ => null,
        }
        where name is not null
        let lines = node.GetLocation().GetLineSpan()
        let count = lines.EndLinePosition.Line - lines.StartLinePosition.Line + 1
        where count > budget
        select $"{file.At(node)} {name}: {count} lines";

    private void Report(IEnumerable<string> over)
    {
        foreach (var one in over)
            output.WriteLine(one);
    }
}
