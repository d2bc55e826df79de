using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Mfa.Enrollments.Tests;

/// <summary>Calls Enrollment with one bearer token.</summary>
public sealed class Caller(HttpClient client)
{
    public Task<Reply> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

    public Task<Reply> PostAsync(string path, JsonNode? body, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, body?.ToJsonString(), headers);

    public Task<Reply> PutAsync(string path, JsonNode? body) => SendAsync(HttpMethod.Put, path, body?.ToJsonString());

    public Task<Reply> DeleteAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Delete, path, null, headers);

    public async Task<Reply> SendAsync(HttpMethod method, string path, string? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var headerValues = response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);
        return new Reply(response.StatusCode, text, headerValues);
    }
}

/// <summary>An answer as it came.</summary>
public sealed record Reply(HttpStatusCode Status, string Text, IReadOnlyDictionary<string, string> Headers)
{
    public JsonNode Body => JsonNode.Parse(Text)!;

    public string? Code => Text.Length > 0 ? (string?)Body["code"] : null;

    public string this[string member] => (string)Body[member]!;

    /// <summary>Where an <c>invalid-request</c> says something is wrong.</summary>
    public IEnumerable<string> Pointers => Body["errors"]!.AsArray().Select(error => (string)error!["pointer"]!);

    public Reply Expect(HttpStatusCode status, string? code = null)
    {
        Assert.True(Status == status && (code is null || Code == code), $"Expected {(int)status} {code}, got {(int)Status}: {Text}");
        if (code is not null)
            Assert.Equal("application/problem+json", Headers["Content-Type"]);
        return this;
    }

    /// <summary>The text without the trace id, to compare two answers.</summary>
    public string WithoutTrace()
    {
        var body = Body.AsObject();
        body.Remove("traceId");
        return body.ToJsonString();
    }
}
