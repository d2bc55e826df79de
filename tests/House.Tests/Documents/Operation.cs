using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Mfa.House.Tests.Source;

namespace Mfa.House.Tests.Documents;

/// <summary>One operation of the public contract, such as <c>GET /v1/challenges/{id}</c>.</summary>
internal sealed partial record Operation(string Method, string Path)
{
    public static IReadOnlyList<Operation> All { get; } = Of(SourceTree.ReadText("docs/openapi/v1.json"));

    /// <summary>What names an operation whatever its parameters are called.</summary>
    public string Shape => $"{Method} {ShapeOf(Path)}";

    public static IReadOnlyList<Operation> Of(string document) =>
    [
        .. from path in JsonNode.Parse(document)!["paths"]!.AsObject()
           from method in path.Value!.AsObject()
           where method.Key is "get" or "put" or "post" or "patch" or "delete"
           select new Operation(method.Key.ToUpperInvariant(), path.Key),
    ];

    public static string ShapeOf(string path) => Parameter().Replace(path.Split('?')[0], "{}");

    public override string ToString() => $"{Method} {Path}";

    [GeneratedRegex(@"\{+[^{}]*\}+", RegexOptions.None, 1000)]
    private static partial Regex Parameter();
}
