using Mfa.House.Tests.Source;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mfa.House.Tests;

/// <summary>Sealed by default, internal by default, and names that say something.</summary>
public sealed class TypeTests
{
    private static readonly string[] EmptyNames = ["Manager", "Helper", "Helpers", "Util", "Utils", "Utility", "Utilities", "Repository", "Mediator", "Mapper"];

    /// <summary>Projects that are run and not referenced, and what a client keeps to itself: nobody else needs their types.</summary>
    private static readonly string[] Executables = ["clients/Mfa.Client/Http/", "src/Gateway/", "src/Directory/", "src/Enrollment/", "src/Challenge/", "src/AppHost/", "src/Notifier/", "src/Mfactl/"];

    [Fact]
    public void EveryClassIsSealedStaticOrAbstract() => Rule.Holds(Open(SourceTree.Code.Where(file => !file.IsGenerated)));

    [Theory]
    [InlineData("namespace A; internal class Open;", true)]
    [InlineData("namespace A; internal record Open(int X);", true)]
    [InlineData("namespace A; internal record class Open(int X);", true)]
    [InlineData("namespace A; internal sealed class Outer { private class Open; }", true)]
    [InlineData("namespace A; internal partial class Open; internal partial class Open { int _x; }", true)]
    [InlineData("namespace A; internal sealed partial class Shut; internal partial class Shut { int _x; }", false)]
    [InlineData("namespace A; internal static class Shut; internal abstract class Base; internal sealed record Also; internal readonly record struct Value; struct Plain;", false)]
    public void AnOpenClassIsFound(string planted, bool found) => Assert.Equal(found, Open([SourceFile.Planted(planted)]).Any());

    [Fact]
    public void NoNameSaysNothing() => Rule.Holds(SourceTree.Code.SelectMany(NamesThatSayNothing));

    [Theory]
    [InlineData("namespace A; sealed class TokenManager;", "src/A/Token.cs", true)]
    [InlineData("namespace A; static class StringUtils;", "src/A/B.cs", true)]
    [InlineData("namespace A; interface IAccountRepository;", "src/A/B.cs", true)]
    [InlineData("namespace A; static class Some;", "src/A/Extensions.cs", true)]
    [InlineData("namespace A; static class Some;", "src/A/Helpers.cs", true)]
    [InlineData("namespace A; sealed class ServiceCallHandler; sealed class Managers;", "src/A/B.cs", false)]
    public void ANameThatSaysNothingIsFound(string planted, string path, bool found) =>
        Assert.Equal(found, NamesThatSayNothing(SourceFile.Planted(planted, path)).Any());

    [Fact]
    public void WhatIsRunIsInternal() => Rule.Holds(SourceTree.Product.SelectMany(PublicTypes));

    [Theory]
    [InlineData("namespace A; public sealed class Seen;", "src/Challenge/Seen.cs", true)]
    [InlineData("namespace A; public sealed record Seen(int X);", "src/Gateway/Seen.cs", true)]
    [InlineData("namespace A; public interface ISeen;", "src/Directory/ISeen.cs", true)]
    [InlineData("namespace A; internal sealed class Own { public sealed class Inner; }", "src/Challenge/Own.cs", false)]
    [InlineData("namespace A; public sealed class Shared;", "src/ServiceDefaults/Shared.cs", false)]
    [InlineData("namespace A; public sealed class Offered;", "clients/Mfa.Client/Factors/Offered.cs", false)]
    [InlineData("namespace A; public sealed class Kept;", "clients/Mfa.Client/Http/Kept.cs", true)]
    public void APublicTypeOfAServiceIsFound(string planted, string path, bool found) => Assert.Equal(found, PublicTypes(SourceFile.Planted(planted, path)).Any());

    [Fact]
    public void AnInterfaceHasTwoLivingImplementations() => Rule.Holds(Lonely([.. SourceTree.Product]));

    [Theory]
    [InlineData("interface IOne; class A : IOne;", true)]
    [InlineData("interface INone;", true)]
    [InlineData("interface ITwo<T>; class A : ITwo<int>; class B : Base, A.ITwo<string>;", false)]
    public void ALonelyInterfaceIsFound(string planted, bool found) => Assert.Equal(found, Lonely([SourceFile.Planted(planted)]).Any());

    private static IEnumerable<string> Open(IEnumerable<SourceFile> files) =>
        from declared in files.SelectMany(file => file.All<TypeDeclarationSyntax>().Select(type => (File: file, Type: type)))
        where declared.Type is ClassDeclarationSyntax || declared.Type is RecordDeclarationSyntax { ClassOrStructKeyword.RawKind: not (int)SyntaxKind.StructKeyword }
        group declared by FullName(declared.Type) into parts
        where !parts.Any(part => part.Type.Modifiers.Any(modifier =>
            modifier.IsKind(SyntaxKind.SealedKeyword) || modifier.IsKind(SyntaxKind.StaticKeyword) || modifier.IsKind(SyntaxKind.AbstractKeyword)))
        select $"{parts.First().File.At(parts.First().Type)} {parts.Key} is open";

    private static string FullName(TypeDeclarationSyntax type) => string.Join('.', type.AncestorsAndSelf().Reverse().Select(node => node switch
    {
        BaseNamespaceDeclarationSyntax space => space.Name.ToString(),
        TypeDeclarationSyntax declared => $"{declared.Identifier.Text}`{declared.TypeParameterList?.Parameters.Count ?? 0}",
        _ => null,
    }).OfType<string>());

    private static IEnumerable<string> NamesThatSayNothing(SourceFile file) =>
        file.All<BaseTypeDeclarationSyntax>().Select(type => type.Identifier.Text).Append(Path.GetFileNameWithoutExtension(file.Path))
            .Where(name => name == "Extensions" || EmptyNames.Any(empty => name.EndsWith(empty, StringComparison.Ordinal)))
            .Select(name => $"{file.Path}: {name}");

    private static IEnumerable<string> PublicTypes(SourceFile file) =>
        from type in file.All<BaseTypeDeclarationSyntax>()
        where Executables.Any(folder => file.Path.StartsWith(folder, StringComparison.Ordinal))
            && type.Parent is not BaseTypeDeclarationSyntax && type.Modifiers.Any(SyntaxKind.PublicKeyword)
        select $"{file.At(type)} {type.Identifier.Text} is public";

    /// <summary>Without the little engine of the host, whose interfaces are those of .NET Aspire.</summary>
    private static IEnumerable<string> Lonely(IReadOnlyList<SourceFile> files)
    {
        var implemented = files.SelectMany(file => file.All<BaseTypeDeclarationSyntax>()).Where(type => type is not InterfaceDeclarationSyntax)
            .SelectMany(type => type.BaseList?.Types.Select(inherited => LastName(inherited.Type)) ?? []).CountBy(name => name, StringComparer.Ordinal)
            .ToDictionary(StringComparer.Ordinal);
        return from file in files
               where !file.Path.StartsWith("src/AppHost/Local/", StringComparison.Ordinal)
               from declared in file.All<InterfaceDeclarationSyntax>()
               where implemented.GetValueOrDefault(declared.Identifier.Text) < 2
               select $"{file.At(declared)} {declared.Identifier.Text} has {implemented.GetValueOrDefault(declared.Identifier.Text)}";
    }

    private static string LastName(TypeSyntax type) => type switch
    {
        QualifiedNameSyntax qualified => qualified.Right.Identifier.Text,
        SimpleNameSyntax simple => simple.Identifier.Text,
        _ => type.ToString(),
    };
}
