using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Mfa.Mfactl.Api;

/// <summary>The service's answers as documents to show.</summary>
internal static class Documents
{
    private const int Most = 100;

    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static Option<int> Limit() => new("--limit") { Description = "How many at most.", HelpName = "N", DefaultValueFactory = _ => Most };

    public static JsonObject Of<T>(T answer) => JsonSerializer.SerializeToNode(answer, Web)!.AsObject();

    /// <returns>An object with <c>items</c>, and <c>more</c> where there were others.</returns>
    public static async Task<JsonObject> ListAsync<T>(IAsyncEnumerable<T> answers, int most = int.MaxValue, CancellationToken stop = default)
    {
        var items = new JsonArray();
        var list = new JsonObject { ["items"] = items };
        await foreach (var answer in answers.WithCancellation(stop))
        {
            if (items.Count == most)
            {
                list["more"] = true;
                break;
            }

            items.Add((JsonNode)Of(answer));
        }

        return list;
    }
}
