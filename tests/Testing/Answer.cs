using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mfa.Testing;

/// <summary>What came back, kept whole so that a failed expectation can say what it was.</summary>
public sealed record Answer(HttpStatusCode Status, HttpResponseHeaders Headers, string Content, JsonNode? Body)
{
    /// <summary>The problem's code, or null.</summary>
    public string? Code => Body?["code"]?.GetValue<string>();

    public string Text(string member) => Body?[member]?.GetValue<string>() ?? throw new InvalidOperationException($"There is no {member} in {Content}");

    public int Number(string member) => Body?[member]?.GetValue<int>() ?? throw new InvalidOperationException($"There is no {member} in {Content}");

    public Answer Expect(HttpStatusCode status) =>
        Status == status ? this : throw new InvalidOperationException($"{(int)status} was expected, {(int)Status} came: {Content}");

    /// <summary>A problem of the contract: its status, its code, its media type already checked by <see cref="ReadAsync"/>.</summary>
    public Answer Expect(int status, string code) =>
        (int)Status == status && Code == code ? this : throw new InvalidOperationException($"{status} {code} was expected, {(int)Status} came: {Content}");

    public static async Task<Answer> ReadAsync(HttpResponseMessage response)
    {
        using (response)
        {
            var content = await response.Content.ReadAsStringAsync();
            var json = response.Content.Headers.ContentType?.MediaType is "application/json" or "application/problem+json";
            if ((int)response.StatusCode >= 400 && json && response.Content.Headers.ContentType!.MediaType != "application/problem+json"
                && JsonNode.Parse(content)?["error"] is null)
                throw new JsonException($"A refusal is a problem document: {content}");
            return new Answer(response.StatusCode, response.Headers, content, json ? JsonNode.Parse(content) : null);
        }
    }
}
