using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mfa.House.Tests.Source;

/// <summary>The text constants of some files, found by <c>Type.Name</c>, or by <c>Name</c> from within the type.</summary>
internal sealed class Constants
{
    private readonly Dictionary<(string Type, string Name), string> _values = [];

    public Constants(IEnumerable<SourceFile> files)
    {
        foreach (var field in files.SelectMany(file => file.All<FieldDeclarationSyntax>()).Where(field => field.Modifiers.Any(SyntaxKind.ConstKeyword)))
        {
            foreach (var variable in field.Declaration.Variables)
            {
                if (field.Parent is BaseTypeDeclarationSyntax type && variable.Initializer?.Value is LiteralExpressionSyntax { Token.Value: string value })
                    _values[(type.Identifier.Text, variable.Identifier.Text)] = value;
            }
        }
    }

    /// <summary>What an expression is when the program runs; <c>NAME</c> for what only then is known inside an interpolated text. Null: no text we can tell.</summary>
    public string? Value(ExpressionSyntax expression) => expression switch
    {
        LiteralExpressionSyntax { Token.Value: string value } => value,
        InterpolatedStringExpressionSyntax text => string.Concat(text.Contents.Select(part => part is InterpolatedStringTextSyntax plain ? plain.TextToken.ValueText : "NAME")),
        MemberAccessExpressionSyntax { Expression: var type, Name.Identifier.Text: var name } => _values.GetValueOrDefault((type.ToString().Split('.')[^1], name)),
        IdentifierNameSyntax { Identifier.Text: var name } => expression.Ancestors().OfType<BaseTypeDeclarationSyntax>()
            .Select(type => _values.GetValueOrDefault((type.Identifier.Text, name))).FirstOrDefault(value => value is not null),
        _ => null,
    };
}
