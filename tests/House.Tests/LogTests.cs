using Mfa.House.Tests.Source;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mfa.House.Tests;

/// <summary>Log lines are made in one way, in one place of a file: a private <c>Log</c> at its foot.</summary>
public sealed class LogTests
{
    [Fact]
    public void EveryLogLineIsInTheLogAtTheFootOfItsFile() => Rule.Holds(SourceTree.Product.SelectMany(Misplaced));

    [Theory]
    [InlineData("sealed partial class X { private static partial class Log { [LoggerMessage(1, LogLevel.Information, \"a\")] public static partial void A(ILogger l); } }", false)]
    [InlineData("sealed partial class X { [LoggerMessage(1, LogLevel.Information, \"a\")] static partial void A(ILogger l); }", true)]
    [InlineData("sealed partial class X { private static partial class Log { [LoggerMessage(1, LogLevel.Information, \"a\")] public static partial void A(ILogger l); } void Later() { } }", true)]
    [InlineData("static partial class Log { [LoggerMessage(1, LogLevel.Information, \"a\")] public static partial void A(ILogger l); }", true)]
    [InlineData("sealed partial class X { private static partial class Log { [LoggerMessage(1, LogLevel.Information, \"a\")] public static partial void A(ILogger l); [LoggerMessage(1, LogLevel.Information, \"b\")] public static partial void B(ILogger l); } }", true)]
    public void AMisplacedOneIsFound(string planted, bool found) => Assert.Equal(found, Misplaced(SourceFile.Planted(planted)).Any());

    [Fact]
    public void NothingIsLoggedPastThem() => Rule.Holds(SourceTree.Product.SelectMany(Loose));

    [Theory]
    [InlineData("class X { void M() => logger.LogInformation(\"a\"); }", true)]
    [InlineData("class X { void M() => Console.WriteLine(\"a\"); }", true)]
    [InlineData("class X { void M() => Log.Skipped(logger, \"a\"); }", false)]
    public void ALooseLineIsFound(string planted, bool found) => Assert.Equal(found, Loose(SourceFile.Planted(planted)).Any());

    private static IEnumerable<string> Misplaced(SourceFile file)
    {
        var lines = file.All<MethodDeclarationSyntax>().Where(method => method.AttributeLists.SelectMany(list => list.Attributes).Any(IsLoggerMessage)).ToArray();
        foreach (var line in lines)
        {
            var isInLog = line.Parent is ClassDeclarationSyntax { Identifier.Text: "Log", Parent: TypeDeclarationSyntax owner } log
                && log.Modifiers.Any(SyntaxKind.PrivateKeyword) && log.Modifiers.Any(SyntaxKind.StaticKeyword) && owner.Members[^1] == log;
            if (!isInLog)
                yield return $"{file.At(line)}: {line.Identifier.Text}";
        }

        foreach (var twice in lines.GroupBy(line => (line.Parent, Number(line))).Where(same => same.Count() > 1))
            yield return $"{file.At(twice.First())}: two log lines have the number {twice.Key.Item2}";
    }

    private static bool IsLoggerMessage(AttributeSyntax attribute) => attribute.Name.ToString() == "LoggerMessage";

    private static string? Number(MethodDeclarationSyntax line) =>
        line.AttributeLists.SelectMany(list => list.Attributes).First(IsLoggerMessage).ArgumentList?.Arguments.FirstOrDefault()?.ToString();

    /// <summary>The host, the console and the demo talk to a person at a terminal; services don't, but where their program is told to do something else.</summary>
    private static IEnumerable<string> Loose(SourceFile file) =>
        from call in file.All<MemberAccessExpressionSyntax>()
        where !file.Path.StartsWith("src/AppHost/", StringComparison.Ordinal) && !file.Path.StartsWith("src/Mfactl/", StringComparison.Ordinal)
        where call is { Name.Identifier.Text: "LogTrace" or "LogDebug" or "LogInformation" or "LogWarning" or "LogError" or "LogCritical" }
            or { Expression: IdentifierNameSyntax { Identifier.Text: "Console" } }
        where !(file.HasTopLevelStatements && call.Name.Identifier.Text is "Out" or "Error")
        select $"{file.At(call)}: {call}";
}
