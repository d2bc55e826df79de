using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Mfa.ServiceDefaults.Problems;

namespace Mfa.InternalApi;

/// <summary>An answer of another service: a value, or the problem it told, to be handed on unchanged.</summary>
public readonly record struct Answer<T>(T? Value, Problem? Problem)
    where T : class;

/// <summary>One call, one answer; what is neither the value nor a problem means that the service does not work.</summary>
internal static class ServiceCall
{
    public static async Task<Answer<TAnswer>> AskAsync<TAnswer>(
        this HttpClient client, HttpRequestMessage request, JsonTypeInfo<TAnswer> type, string callee, CancellationToken stop)
        where TAnswer : class
    {
        using var response = await client.SendAsync(request, stop);
        if (response.IsSuccessStatusCode)
            return new(await response.Content.ReadFromJsonAsync(type, stop) ?? throw new DependencyUnavailableException(callee), null);
        return new(null, await ProblemOfAsync(response, stop) ?? throw new DependencyUnavailableException(callee));
    }

    /// <returns>Null when it was done.</returns>
    public static async Task<Problem?> TellAsync(this HttpClient client, HttpRequestMessage request, string callee, CancellationToken stop)
    {
        using var response = await client.SendAsync(request, stop);
        return response.IsSuccessStatusCode ? null : await ProblemOfAsync(response, stop) ?? throw new DependencyUnavailableException(callee);
    }

    public static HttpRequestMessage With<TBody>(this HttpRequestMessage request, TBody body, JsonTypeInfo<TBody> type)
    {
        request.Content = JsonContent.Create(body, type);
        return request;
    }

    /// <summary>A problem of the closed list; a refused service token or a failed route is our own fault and not the caller's.</summary>
    private static async Task<Problem?> ProblemOfAsync(HttpResponseMessage response, CancellationToken stop)
    {
        if (response.Content.Headers.ContentType?.MediaType != "application/problem+json" || (int)response.StatusCode is 401 or 500)
            return null;
        try
        {
            return Problem.Read(await response.Content.ReadFromJsonAsync<JsonNode>(stop), response.Headers.RetryAfter?.Delta);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
