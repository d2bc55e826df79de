using System.Text.Json.Nodes;

namespace Mfa.Gateway.OpenApi;

/// <summary>Members of several documents under one roof, each said once: the same thing twice is one, two different things are a conflict.</summary>
/// <param name="part">Which part of the document this is, for the conflicts.</param>
internal sealed class MergedMembers(string part)
{
    private readonly SortedDictionary<string, Dictionary<string, (string Service, JsonNode? Value)>> _groups = new(StringComparer.Ordinal);
    private readonly List<string> _conflicts = [];

    public IReadOnlyList<string> Conflicts => _conflicts;

    /// <summary>All members, their groups in order.</summary>
    public IEnumerable<JsonNode?> Values => _groups.Values.SelectMany(group => group.Values).Select(member => member.Value?.DeepClone());

    public void Add(string service, string group, string name, JsonNode? value)
    {
        if (!_groups.TryGetValue(group, out var members))
            _groups[group] = members = new(StringComparer.Ordinal);
        if (!members.TryGetValue(name, out var first))
            members[name] = (service, value);
        else if (!JsonNode.DeepEquals(first.Value, value))
            _conflicts.Add($"{part}: {group} {name}".TrimEnd() + $" is not the same in {first.Service} and {service}");
    }

    /// <param name="rank">Which members of a group come first; those of one rank are in the order of their names.</param>
    public JsonObject ToJson(Func<string, int> rank) => new(_groups.Select(group => KeyValuePair.Create(group.Key, (JsonNode?)new JsonObject(
        group.Value.OrderBy(member => rank(member.Key)).ThenBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => KeyValuePair.Create(member.Key, member.Value.Value?.DeepClone()))))));
}
