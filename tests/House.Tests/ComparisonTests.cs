using System.Text.RegularExpressions;
using Mfa.House.Tests.Source;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mfa.House.Tests;

/// <summary>What is secret is compared in constant time (S50): never by an operator or a method that stops at the first difference.</summary>
public sealed partial class ComparisonTests
{
    /// <summary>Comparisons of things that only sound secret, each with its reason.</summary>
    private static readonly (string File, string Comparison)[] Harmless =
    [
        // Codes of problems, which are published.
        ("src/ServiceDefaults/Problems/ProblemKind.cs", "kind.Code == code"),
        // Kinds of proof and of origin.
        ("src/Directory/CreateAccount.cs", "realm.AccountsMadeBy == AccountOrigin.Signature"),
        ("src/Enrollment/Domain/EnrolmentGate.cs", "proof == FirstEnrolmentProof.Signature"),
        // Types.
        ("src/ServiceDefaults/OpenApi/ContractSchemas.cs", "secret == typeof(SecretText)"),
        // The database finds a row by a keyed hash, or changes it only if it is still the one that was read; no caller chooses what is compared.
        ("src/Directory/Passwords/PasswordCheckpoint.cs", "a.PasswordHash == stored.Text"),
        ("src/Storage/Idempotency/IdempotentRequest.cs", "k.KeyHash == _row.KeyHash"),
        ("src/Storage/Idempotency/IdempotentRequest.cs", "k.KeyHash == asked.KeyHash"),
    ];

    [Fact]
    public void NoSecretIsComparedByASteppingComparison() => Rule.Holds(SourceTree.Product.SelectMany(Stepping));

    [Fact]
    public void WhatIsCalledHarmlessStillStandsThere() =>
        Assert.All(Harmless, one => Assert.Contains(one.Comparison, SourceTree.ReadText(one.File), StringComparison.Ordinal));

    [Theory]
    [InlineData("code == given", true)]
    [InlineData("given != order.Code", true)]
    [InlineData("hash == other", true)]
    [InlineData("stored.CodeMac == mac", true)]
    [InlineData("mac.SequenceEqual(other)", true)]
    [InlineData("other.AsSpan().SequenceEqual(passwordHash)", true)]
    [InlineData("MemoryExtensions.SequenceEqual(x, y.Secret)", true)]
    [InlineData("string.Equals(a, request.RevocationCode)", true)]
    [InlineData("secret.Reveal().Equals(x)", true)]
    [InlineData("a.Reveal() == b", true)]
    [InlineData("StringComparer.Ordinal.Equals(token, other)", true)]
    [InlineData("CryptographicOperations.FixedTimeEquals(hash, other)", false)]
    [InlineData("code is null || code == null", false)]
    [InlineData("response.StatusCode == 404", false)]
    [InlineData("code.Length == 6", false)]
    [InlineData("kind == other", false)]
    public void ASteppingComparisonIsFound(string comparison, bool found) =>
        Assert.Equal(found, Stepping(SourceFile.Planted($"class X {{ object M() => {comparison}; }}")).Any());

    private static IEnumerable<string> Stepping(SourceFile file) =>
        Operators(file).Concat(Calls(file)).Where(found => !Harmless.Any(one => one.File == file.Path && found.Text.Contains(one.Comparison, StringComparison.Ordinal)))
            .Select(found => $"{file.At(found.Node)}: {found.Text}");

    private static IEnumerable<(SyntaxNode Node, string Text)> Operators(SourceFile file) =>
        from comparison in file.All<BinaryExpressionSyntax>()
        where comparison.IsKind(SyntaxKind.EqualsExpression) || comparison.IsKind(SyntaxKind.NotEqualsExpression)
        where comparison.Left is not LiteralExpressionSyntax && comparison.Right is not LiteralExpressionSyntax
        where IsSecret(comparison.Left) || IsSecret(comparison.Right)
        select ((SyntaxNode)comparison, comparison.ToString());

    private static IEnumerable<(SyntaxNode Node, string Text)> Calls(SourceFile file) =>
        from call in file.All<InvocationExpressionSyntax>()
        where call.Expression is MemberAccessExpressionSyntax { Name.Identifier.Text: "SequenceEqual" or "Equals" or "CompareTo" or "SequenceCompareTo" }
        let target = ((MemberAccessExpressionSyntax)call.Expression).Expression
        where IsSecret(target) || call.ArgumentList.Arguments.Any(argument => IsSecret(argument.Expression))
        select ((SyntaxNode)call, call.ToString());

    private static bool IsSecret(ExpressionSyntax expression) => expression switch
    {
        MemberAccessExpressionSyntax member => SecretName().IsMatch(member.Name.Identifier.Text) && !member.Name.Identifier.Text.EndsWith("StatusCode", StringComparison.Ordinal),
        IdentifierNameSyntax name => SecretName().IsMatch(name.Identifier.Text) && !name.Identifier.Text.EndsWith("StatusCode", StringComparison.Ordinal),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "Reveal" } } => true,
        PostfixUnaryExpressionSyntax forgiven => IsSecret(forgiven.Operand),
        ParenthesizedExpressionSyntax inner => IsSecret(inner.Expression),
        ConditionalAccessExpressionSyntax conditional => IsSecret(conditional.WhenNotNull),
        MemberBindingExpressionSyntax binding => SecretName().IsMatch(binding.Name.Identifier.Text),
        _ => false,
    };

    [GeneratedRegex("(?i:code|codes|hash|mac|secret|password|pepper|digest|signature|token)$", RegexOptions.ExplicitCapture, 100)]
    private static partial Regex SecretName();
}
