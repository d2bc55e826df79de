using System.Text.RegularExpressions;
using Mfa.House.Tests.Source;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mfa.House.Tests.Documents;

/// <summary>
/// Which calls of the contract a test can make: the paths and methods named in it, and in what it uses by name from its own project and from tests/Testing. It
/// may find too much, where names are common, but nothing of which no trace is there.
/// </summary>
internal sealed partial class TestCalls
{
    private const string Shared = "tests/Testing/";

    private readonly Dictionary<string, List<(string Project, MemberDeclarationSyntax Member)>> _members = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Project, string Type), MemberDeclarationSyntax[]> _types = [];

    public TestCalls(IEnumerable<SourceFile> files)
    {
        foreach (var file in files)
        {
            foreach (var type in file.All<TypeDeclarationSyntax>())
                _types[(ProjectOf(file.Path), type.Identifier.Text)] = [.. type.Members];
            foreach (var member in file.All<MemberDeclarationSyntax>())
            {
                if (NameOf(member) is { } name)
                    (_members.TryGetValue(name, out var same) ? same : _members[name] = []).Add((ProjectOf(file.Path), member));
            }
        }
    }

    /// <summary>All tests of a name, <c>Class.Method</c>, with the project they are in.</summary>
    public IReadOnlyList<(string Project, MethodDeclarationSyntax Test)> Find(string test) =>
    [
        .. from found in _members.GetValueOrDefault(test.Split('.')[^1]) ?? []
           let method = found.Member as MethodDeclarationSyntax
           where method is { Parent: TypeDeclarationSyntax type } && $"{type.Identifier.Text}.{method.Identifier.Text}" == test
           where method.AttributeLists.SelectMany(list => list.Attributes).Any(attribute => attribute.Name.ToString() is "Fact" or "Theory")
           select (found.Project, method),
    ];

    public bool Makes(string project, MethodDeclarationSyntax test, Operation operation)
    {
        var reached = Reached(project, test).ToArray();
        var paths = reached.SelectMany(Paths).Select(ShapeOf).Distinct().ToArray();
        return paths.Any(path => IsOf(path, paths, Operation.ShapeOf(operation.Path)))
            && reached.SelectMany(Words).Any(word => word.StartsWith(operation.Method, StringComparison.OrdinalIgnoreCase));
    }

    private IEnumerable<MemberDeclarationSyntax> Reached(string project, MemberDeclarationSyntax from)
    {
        HashSet<MemberDeclarationSyntax> seen = [from];
        Queue<MemberDeclarationSyntax> open = new(seen);
        while (open.TryDequeue(out var member))
        {
            yield return member;
            var called = Words(member).Distinct().SelectMany(word => _members.GetValueOrDefault(word) ?? []).Where(used => used.Project == project || used.Project == Shared);
            foreach (var used in called.Concat(Made(member).SelectMany(type => _types.GetValueOrDefault((project, type)) ?? []).Select(one => (project, one))))
            {
                if (seen.Add(used.Item2))
                    open.Enqueue(used.Item2);
            }
        }
    }

    /// <summary>Who is made may be asked for anything.</summary>
    private static IEnumerable<string> Made(MemberDeclarationSyntax member) => member.DescendantNodes().OfType<ObjectCreationExpressionSyntax>().Select(made => made.Type.ToString());

    private static IEnumerable<string> Words(MemberDeclarationSyntax member) => member.DescendantNodes().OfType<SimpleNameSyntax>().Select(name => name.Identifier.Text);

    private static IEnumerable<string> Paths(MemberDeclarationSyntax member) => member.DescendantNodes().Select(node => node switch
    {
        LiteralExpressionSyntax { Token.Value: string text } => text,
        InterpolatedStringExpressionSyntax text => string.Concat(text.Contents.Select(part => part is InterpolatedStringTextSyntax plain ? plain.TextToken.ValueText : "{}")),
        _ => "",
    }).Where(text => text.Contains('/', StringComparison.Ordinal));

    /// <summary>What follows a slash is added to it; what follows a word is its query.</summary>
    private static string ShapeOf(string text) => Query().Replace(Operation.ShapeOf(text.EndsWith('/') ? text + "{}" : text), "");

    /// <summary>Whole, or with a beginning that is named elsewhere, or the end of one.</summary>
    private static bool IsOf(string path, string[] others, string shape) => path == shape
        || (path.StartsWith("{}/", StringComparison.Ordinal) && others.Any(begun => begun.StartsWith("/v1/", StringComparison.Ordinal) && begun + path[2..] == shape))
        || (Tail().IsMatch(path) && shape.EndsWith(path, StringComparison.Ordinal));

    private static string? NameOf(MemberDeclarationSyntax member) => member switch
    {
        MethodDeclarationSyntax method => method.Identifier.Text,
        PropertyDeclarationSyntax property => property.Identifier.Text,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
        FieldDeclarationSyntax { Declaration.Variables: [var only] } => only.Identifier.Text,
        _ => null,
    };

    private static string ProjectOf(string path) => string.Join('/', path.Split('/')[..2]) + "/";

    [GeneratedRegex(@"(?<=[^/])\{\}\z", RegexOptions.None, 1000)]
    private static partial Regex Query();

    [GeneratedRegex(@"^/(?!v1/)(\{\}/)*[a-z]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Tail();
}
