using Mfa.House.Tests.Source;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mfa.House.Tests;

/// <summary>Domain folders hold what would be true without a web server, a database or a code store.</summary>
public sealed class DomainTests
{
    private static readonly string[] Foreign =
    [
        "Microsoft.AspNetCore", "Microsoft.EntityFrameworkCore", "Microsoft.Data", "Microsoft.Extensions", "StackExchange", "System.Net.Http", "System.Data",
        "Mfa.Storage", "Mfa.Outboxes", "Mfa.ServiceDefaults.Http", "Mfa.ServiceDefaults.Tokens", "Mfa.ServiceDefaults.Problems", "Yarp", "MassTransit",
    ];

    /// <summary>What the web SDK brings into every file without a word.</summary>
    private const string ImplicitUsings =
        """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http;
        global using System.Net.Http.Json; global using System.Threading; global using System.Threading.Tasks; global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Hosting; global using Microsoft.AspNetCore.Http; global using Microsoft.AspNetCore.Routing;
        global using Microsoft.Extensions.Configuration; global using Microsoft.Extensions.DependencyInjection; global using Microsoft.Extensions.Hosting;
        global using Microsoft.Extensions.Logging;
        """;

    [Fact]
    public void NoDomainFolderReachesOut() => Rule.Holds(Reaches([.. SourceTree.Product.Where(IsDomain)]));

    [Fact]
    public void ThereAreDomainFolders() =>
        Assert.Equal(["src/Challenge/Domain", "src/Directory/Domain", "src/Enrollment/Domain"],
            SourceTree.Product.Where(IsDomain).Select(file => Path.GetDirectoryName(file.Path)!.Replace('\\', '/')).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("using Microsoft.EntityFrameworkCore; namespace A.Domain; class X;", true)]
    [InlineData("using StackExchange.Redis; namespace A.Domain; class X;", true)]
    [InlineData("namespace A.Domain; class X { Microsoft.EntityFrameworkCore.DbContext _db; }", true)]
    [InlineData("namespace A.Domain; class X { void M(HttpContext context) { } }", true)]
    [InlineData("namespace A.Domain; class X { object M() => Results.Ok(); }", true)]
    [InlineData("namespace A.Domain; class X { object M() { var c = new HttpClient(); return c; } }", true)]
    [InlineData("namespace A.Domain; class X(IConfiguration settings) { string M() => settings[\"a\"]; }", true)]
    [InlineData("namespace A.Domain; class X(ILogger<X> log);", true)]
    [InlineData("using System.Security.Cryptography; namespace A.Domain; class X { byte[] M() => SHA256.HashData([]); }", false)]
    [InlineData("namespace A.Domain; class X { TimeProvider T; List<int> L = [1]; string M() => string.Join(',', L.Select(i => i)); }", false)]
    public void AReachIsFound(string planted, bool found) =>
        Assert.Equal(found, Reaches([SourceFile.Planted(planted, "src/Challenge/Domain/Planted.cs")]).Any());

    private static bool IsDomain(SourceFile file) => file.Path.Contains("/Domain/", StringComparison.Ordinal);

    private static IEnumerable<string> Reaches(IReadOnlyList<SourceFile> files) => files.SelectMany(Named).Concat(Bound(files)).Distinct();

    /// <summary>Namespaces that are written out, in usings or in full names.</summary>
    private static IEnumerable<string> Named(SourceFile file) =>
        from name in file.All<NameSyntax>()
        where name is QualifiedNameSyntax && Foreign.Any(foreign => IsWithin(name.ToString(), foreign))
        select $"{file.Path}: {name}";

    /// <summary>Types and methods that come by usings nobody wrote.</summary>
    private static IEnumerable<string> Bound(IReadOnlyList<SourceFile> files)
    {
        var options = new CSharpParseOptions(LanguageVersion.Preview);
        var assemblies = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(file => MetadataReference.CreateFromFile(file));
        var compilation = CSharpCompilation.Create("domain", [.. files.Select(file => file.Tree), CSharpSyntaxTree.ParseText(ImplicitUsings, options)], assemblies);
        return from file in files
               let model = compilation.GetSemanticModel(file.Tree)
               from name in file.All<SimpleNameSyntax>()
               let symbol = model.GetSymbolInfo(name).Symbol ?? model.GetSymbolInfo(name).CandidateSymbols.FirstOrDefault()
               where symbol is ITypeSymbol or IMethodSymbol or IPropertySymbol && symbol.ContainingNamespace is { } space
                   && Foreign.Any(foreign => IsWithin(space.ToDisplayString(), foreign))
               select $"{file.Path}: {symbol.ToDisplayString()}";
    }

    private static bool IsWithin(string name, string space) => name == space || name.StartsWith(space + ".", StringComparison.Ordinal);
}
