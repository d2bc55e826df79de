using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mfa.Gateway.OpenApi;

/// <param name="Service">The service's name; conflicts are told with it.</param>
/// <param name="Document">Its own OpenAPI 3.1 document, as the framework generates it.</param>
internal sealed record ServiceDocument(string Service, JsonObject Document);

/// <summary>
/// Makes the one public document out of the services' own: their public paths, with the components these need and no others, under our own
/// head. The same documents give the same text, in whatever order they come.
/// </summary>
internal static class ContractMerge
{
    private static readonly string[] PublicPaths = ["/v1/", "/oauth2/", "/.well-known/"];

    /// <summary>The order of operations within a path; its other members come first.</summary>
    private static readonly string[] Methods = ["get", "post", "put", "patch", "delete"];

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <exception cref="ContractConflictException">Two services say different things under one name.</exception>
    public static JsonObject Merge(IEnumerable<ServiceDocument> documents)
    {
        var paths = new MergedMembers("paths");
        var components = new MergedMembers("components");
        var tags = new MergedMembers("tags");
        foreach (var (service, document) in documents.OrderBy(document => document.Service, StringComparer.Ordinal))
        {
            var open = OpenPathsOf(document);
            foreach (var (path, members) in open)
            {
                foreach (var (member, value) in members)
                    paths.Add(service, path, member, ContractHead.Secure(path, Methods.Contains(member), value));
            }

            foreach (var (section, name, value) in ContractReferences.NeededBy(open.Select(path => path.Value), document))
                components.Add(service, section, name, value);
            foreach (var tag in TagsOf(document, open.SelectMany(path => path.Value)))
                tags.Add(service, tag["name"]!.GetValue<string>(), "", tag);
        }

        var conflicts = paths.Conflicts.Concat(components.Conflicts).Concat(tags.Conflicts).ToArray();
        return conflicts.Length == 0
            ? ContractHead.Over(paths.ToJson(Rank), components.ToJson(_ => 0), new JsonArray([.. tags.Values]))
            : throw new ContractConflictException(conflicts);
    }

    /// <summary>Two spaces, line feeds, a line feed at the end: as the file is committed.</summary>
    public static string ToText(JsonObject document) => document.ToJsonString(Indented) + "\n";

    private static KeyValuePair<string, JsonObject>[] OpenPathsOf(JsonObject document) =>
    [
        .. (document["paths"] as JsonObject ?? [])
            .Where(path => PublicPaths.Any(open => path.Key.StartsWith(open, StringComparison.Ordinal)))
            .Select(path => KeyValuePair.Create(path.Key, (JsonObject)path.Value!)),
    ];

    private static IEnumerable<JsonObject> TagsOf(JsonObject document, IEnumerable<KeyValuePair<string, JsonNode?>> operations)
    {
        var used = operations.SelectMany(operation => (operation.Value as JsonObject)?["tags"] as JsonArray ?? [])
            .Select(tag => tag!.GetValue<string>()).ToHashSet(StringComparer.Ordinal);
        return (document["tags"] as JsonArray ?? []).OfType<JsonObject>().Where(tag => used.Contains(tag["name"]!.GetValue<string>()));
    }

    private static int Rank(string member) => Array.IndexOf(Methods, member);
}

/// <summary>The services' documents contradict each other; every line names the place and both services.</summary>
internal sealed class ContractConflictException(IReadOnlyList<string> conflicts)
    : Exception("The services' documents can't be merged:" + Environment.NewLine + string.Join(Environment.NewLine, conflicts))
{
    public IReadOnlyList<string> Conflicts { get; } = conflicts;
}
