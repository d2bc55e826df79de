using System.Text.RegularExpressions;
using Mfa.House.Tests.Source;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mfa.House.Tests;

/// <summary>Nothing is left half-done, switched off or swallowed, and nothing tells of the machine it was written on.</summary>
public sealed partial class DebrisTests
{
    private const string Self = "tests/House.Tests/DebrisTests.cs";

    [Fact]
    public void NothingIsSwitchedOffOrHalfDone() => Rule.Holds(SourceTree.Code.Where(file => file.Path != Self).SelectMany(HalfDone));

    [Theory]
    [InlineData("#pragma warning disable CA1000", true)]
    [InlineData("#nullable disable", true)]
    [InlineData("class X { /* TODO: later */ }", true)]
    [InlineData("class X { // FIXME\n }", true)]
    [InlineData("class X { void M() => throw new NotImplementedException(); }", true)]
    [InlineData("class X { void M() => throw new System.NotImplementedException(); }", true)]
    [InlineData("[System.Diagnostics.CodeAnalysis.SuppressMessage(\"a\", \"b\")] class X;", true)]
    [InlineData("class X { void M() { try { N(); } catch { } } }", true)]
    [InlineData("class X { void M() { try { N(); } catch (System.Exception) { } } }", true)]
    [InlineData("class X { void M() { try { N(); } catch (System.IO.IOException) when (Closed) { return; } } }", false)]
    [InlineData("class X { string M() => \"mastodon todos\"; }", false)]
    public void DebrisIsFound(string planted, bool found) => Assert.Equal(found, HalfDone(SourceFile.Planted(planted)).Any());

    [Theory]
    [InlineData("catch (IOException) { // Closed.\n }", "tests/A/B.cs", false)]
    [InlineData("catch (IOException) { }", "tests/A/B.cs", true)]
    [InlineData("catch (Exception) { // Closed.\n }", "tests/A/B.cs", true)]
    [InlineData("catch { // Closed.\n }", "tests/A/B.cs", true)]
    [InlineData("catch (IOException) { // Closed.\n }", "src/A/B.cs", true)]
    public void ASwallowedExceptionIsFound(string clause, string path, bool found) =>
        Assert.Equal(found, HalfDone(SourceFile.Planted($"class X {{ void M() {{ try {{ N(); }} {clause} }} }}", path)).Any());

    [Fact]
    public void NoTestIsSkipped() => Rule.Holds(SourceTree.Code.Where(file => file.Path.StartsWith("tests/", StringComparison.Ordinal)).SelectMany(Skipped));

    [Theory]
    [InlineData("class X { [Fact(Skip = \"later\")] void M() { } }", true)]
    [InlineData("class X { [Theory(SkipUnless = nameof(Y))] void M() { } }", true)]
    [InlineData("class X { [Fact] void M() { list.Skip(1); } }", false)]
    public void ASkippedTestIsFound(string planted, bool found) => Assert.Equal(found, Skipped(SourceFile.Planted(planted)).Any());

    [Fact]
    public void NoScriptGoesOnWhateverHappens() =>
        Rule.Holds(SourceTree.Texts.Where(IsScript).Where(script => Careless().IsMatch(script.Text)).Select(script => script.Path));

    [Theory]
    [InlineData("rm x || true", true)]
    [InlineData("rm x ||true", true)]
    [InlineData("rm x || :", true)]
    [InlineData("set +e", true)]
    [InlineData("wait \"$suite\" || code=$?", false)]
    public void ACarelessScriptIsFound(string script, bool found) => Assert.Equal(found, Careless().IsMatch(script));

    [Fact]
    public void ThereAreScripts() => Assert.Contains(SourceTree.Texts.Where(IsScript), script => script.Path == "run");

    [Fact]
    public void NothingTellsOfAMachineOrAFeed() =>
        Rule.Holds(SourceTree.Texts.Where(text => text.Path != Self).SelectMany(text => Places().Matches(text.Text).Select(place => $"{text.Path}: {place.Value}")));

    [Theory]
    [InlineData("see /home/anna/mfa", true)]
    [InlineData("cd /root/x", true)]
    [InlineData("\"/work/mfa\"", true)]
    [InlineData("C:\\Users\\anna", true)]
    [InlineData("https://api.nuget.org/v3/index.json", true)]
    [InlineData("registry.npmjs.org", true)]
    [InlineData("deb.debian.org", true)]
    [InlineData("/homepage and /v1/accounts, a framework/work item", false)]
    public void AMachineOrAFeedIsFound(string text, bool found) => Assert.Equal(found, Places().IsMatch(text));

    [Fact]
    public void NoPatternEndsBeforeALineFeed() => Rule.Holds(SourceTree.Product.SelectMany(LoosePatterns));

    [Theory]
    [InlineData("[GeneratedRegex(\"^a$\")] static partial Regex R();", true)]
    [InlineData("[GeneratedRegex(@\"^\\d+$\", RegexOptions.None, 100)] static partial Regex R();", true)]
    [InlineData("[GeneratedRegex(\"^a\\\\z\")] static partial Regex R();", false)]
    [InlineData("[GeneratedRegex(\"(?m)^a$\")] static partial Regex R();", false)]
    public void ALoosePatternIsFound(string planted, bool found) => Assert.Equal(found, LoosePatterns(SourceFile.Planted($"partial class X {{ {planted} }}")).Any());

    private static IEnumerable<string> HalfDone(SourceFile file)
    {
        foreach (var trivia in file.Unit.DescendantTrivia(descendIntoTrivia: true))
        {
            var isComment = trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia)
                || trivia.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia);
            var isSwitch = trivia.IsKind(SyntaxKind.PragmaWarningDirectiveTrivia) || trivia.IsKind(SyntaxKind.NullableDirectiveTrivia);
            if ((isSwitch && !file.IsGenerated) || (isComment && Unfinished().IsMatch(trivia.ToFullString())))
                yield return $"{file.Path}: {trivia.ToString().Trim()}";
        }

        foreach (var name in file.All<IdentifierNameSyntax>().Where(name => name.Identifier.Text is "NotImplementedException" or "SuppressMessage"))
            yield return $"{file.At(name)}: {name}";
        foreach (var swallowed in file.All<CatchClauseSyntax>().Where(clause => IsSwallowed(clause, file.Path)))
            yield return $"{file.At(swallowed)}: an exception is swallowed";
    }

    /// <summary>A double in a test may end quietly on a named exception, if it says why.</summary>
    private static bool IsSwallowed(CatchClauseSyntax clause, string path)
    {
        var isExplained = clause.Block.DescendantTrivia().Any(trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia));
        var isNamed = clause.Filter is not null || clause.Declaration is { Type: var type } && type.ToString() is not ("Exception" or "System.Exception");
        return clause.Block.Statements.Count == 0 && !(path.StartsWith("tests/", StringComparison.Ordinal) && isExplained && isNamed);
    }

    private static IEnumerable<string> Skipped(SourceFile file) =>
        from attribute in file.All<AttributeSyntax>()
        where attribute.Name.ToString() is "Fact" or "Theory"
            && attribute.ArgumentList?.Arguments.Any(argument => argument.NameEquals?.Name.Identifier.Text.StartsWith("Skip", StringComparison.Ordinal) == true) == true
        select file.At(attribute);

    /// <summary>In .NET <c>$</c> also matches before a last line feed, which an id, a header or a code then may end with.</summary>
    private static IEnumerable<string> LoosePatterns(SourceFile file) =>
        from attribute in file.All<AttributeSyntax>()
        where attribute.Name.ToString() == "GeneratedRegex" && attribute.ArgumentList?.Arguments[0].Expression is LiteralExpressionSyntax { Token.ValueText: var pattern }
            && pattern.EndsWith('$') && !pattern.Contains("(?m", StringComparison.Ordinal)
        select $"{file.At(attribute)}: {attribute.ArgumentList!.Arguments[0]}";

    private static bool IsScript(TextFile text) => text.Text.StartsWith("#!", StringComparison.Ordinal) || text.Path.EndsWith(".sh", StringComparison.Ordinal);

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX|WIP)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"\|\|\s*(true\b|:(\s|$))|^\s*set \+e", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Careless();

    [GeneratedRegex(@"(?<![\w.-])/(home|root|work)/\w|[A-Z]:\\Users|\b(nuget|npmjs|debian)\.org\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Places();
}
