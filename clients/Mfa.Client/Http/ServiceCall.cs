using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Mfa.Client.Http;

/// <summary>One request, from which as many messages are made as it is sent times.</summary>
internal sealed record ServiceCall(HttpMethod Method, string Path)
{
    private byte[]? Body { get; init; }

    public string? StepUpToken { get; init; }

    public string? IdempotencyKey { get; init; }

    /// <summary>It changes nothing, or twice the same: after a 503 it may be sent again.</summary>
    public bool IsRepeatable { get; private init; }

    /// <summary>Nobody has to say who he is.</summary>
    public bool IsOpen { get; init; }

    public string Accept { get; init; } = "application/json";

    public HttpCompletionOption Completion { get; init; } = HttpCompletionOption.ResponseContentRead;

    public static ServiceCall Get(string path, params ReadOnlySpan<(string Name, string? Value)> query)
    {
        var separator = '?';
        foreach (var (name, value) in query)
        {
            if (value is null)
                continue;
            path += $"{separator}{name}={Uri.EscapeDataString(value)}";
            separator = '&';
        }

        return new ServiceCall(HttpMethod.Get, path) { IsRepeatable = true };
    }

    public static ServiceCall Of<T>(HttpMethod method, string path, T body, JsonTypeInfo<T> type) =>
        new(method, path) { Body = JsonSerializer.SerializeToUtf8Bytes(body, type) };

    public static ServiceCall Post<T>(string path, T body, JsonTypeInfo<T> type) => Of(HttpMethod.Post, path, body, type);

    /// <summary>A POST that carries nothing.</summary>
    public static ServiceCall Post(string path) => new(HttpMethod.Post, path);

    /// <summary>The same key over all tries, so that what is made is made once.</summary>
    public ServiceCall Once(string? idempotencyKey) =>
        this with { IdempotencyKey = idempotencyKey ?? RandomNumberGenerator.GetHexString(32, lowercase: true), IsRepeatable = true };

    public ServiceCall Repeatable() => this with { IsRepeatable = true };

    /// <summary>A path whose values are escaped: an id is one segment whatever is in it.</summary>
    /// <exception cref="ArgumentException">A value is empty, or dots alone, which would be another path.</exception>
    public static string At(FormattableString path)
    {
        var values = path.GetArguments().Select(value => Segment((string?)value)).ToArray<object>();
        return string.Format(CultureInfo.InvariantCulture, path.Format, values);
    }

    public HttpRequestMessage ToMessage(string? accessToken)
    {
        var message = new HttpRequestMessage(Method, Path) { Headers = { Accept = { new MediaTypeWithQualityHeaderValue(Accept) } } };
        if (Body is not null)
            message.Content = new ByteArrayContent(Body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        if (accessToken is not null)
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        if (StepUpToken is not null)
            message.Headers.Add("Mfa-Step-Up", StepUpToken);
        if (IdempotencyKey is not null)
            message.Headers.Add("Idempotency-Key", IdempotencyKey);
        return message;
    }

    /// <summary>Bodies and tokens are not printed.</summary>
    public override string ToString() => $"{Method} {Path}";

    private static string Segment(string? value) => string.IsNullOrEmpty(value) || value is "." or ".."
        ? throw new ArgumentException("An id is missing.", nameof(value)) : Uri.EscapeDataString(value);
}
