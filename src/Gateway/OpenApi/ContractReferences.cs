using System.Text.Json.Nodes;

namespace Mfa.Gateway.OpenApi;

/// <summary>Which components a part of a document needs, directly or through others.</summary>
internal static class ContractReferences
{
    private const string Prefix = "#/components/";

    /// <returns>Each needed component once: its section, its name and its body.</returns>
    public static IEnumerable<(string Section, string Name, JsonNode Body)> NeededBy(IEnumerable<JsonNode> parts, JsonObject document)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>(parts.SelectMany(TargetsIn));
        while (open.TryDequeue(out var target))
        {
            if (!found.Add(target))
                continue;
            var (section, name) = Split(target);
            var body = document["components"]?[section]?[name] ?? throw new ContractConflictException([$"{target} is referred to and does not exist"]);
            yield return (section, name, body);
            foreach (var next in TargetsIn(body))
                open.Enqueue(next);
        }
    }

    private static IEnumerable<string> TargetsIn(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => TargetsIn(member.Value)),
        JsonArray items => items.SelectMany(TargetsIn),
        JsonValue value when value.TryGetValue<string>(out var text) && text.StartsWith(Prefix, StringComparison.Ordinal) => [text],
        _ => [],
    };

    private static (string Section, string Name) Split(string target) =>
        target[Prefix.Length..].Split('/') is [var section, var name]
            ? (section, name.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))
            : throw new ContractConflictException([$"{target} is not the place of a component"]);
}
