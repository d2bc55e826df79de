using System.Text.Json.Nodes;

namespace Mfa.Mfactl.Screens;

/// <summary>A column of a list: its heading and what of each item stands in it.</summary>
internal sealed record Column(string Heading, Func<JsonNode, JsonNode?> Value)
{
    /// <param name="member">A member's name, or a path of them with dots.</param>
    public static Column Of(string heading, string member) =>
        new(heading, item => member.Split('.').Aggregate((JsonNode?)item, (node, name) => (node as JsonObject)?[name]));
}
