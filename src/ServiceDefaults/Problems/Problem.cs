using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Mfa.ServiceDefaults.Problems;

/// <summary>The one shape of every refusal (RFC 9457): what was wrong and what to do. It never carries a submitted value.</summary>
public sealed class Problem(ProblemKind kind, string detail) : IResult, IStatusCodeHttpResult
{
    private readonly JsonObject _members = [];

    public ProblemKind Kind { get; } = kind;

    public string Detail { get; } = detail;

    /// <summary>Rounded up to whole seconds, at least one.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The policy that was exceeded, told in <c>RateLimit</c> and <c>RateLimit-Policy</c>.</summary>
    public RateLimitPolicy? Policy { get; init; }

    int? IStatusCodeHttpResult.StatusCode => Kind.Status;

    public static Problem NotFound() => new(ProblemKind.NotFound, "Nothing with this id can be seen with this access token.");

    /// <param name="dependency">A word for what does not answer, as an operator knows it.</param>
    public static Problem Unavailable(string dependency) =>
        new(ProblemKind.DependencyUnavailable, $"The {dependency} does not answer. If this was a change it may be done: read the resource, then go on.")
        {
            RetryAfter = TimeSpan.FromSeconds(2),
        };

    /// <summary>Adds a member of the problem, in the order they are added.</summary>
    public Problem With(string member, JsonNode? value)
    {
        _members[member] = value;
        return this;
    }

    /// <summary>Reads a problem another of our services answered, to hand it on unchanged; null when the body is none.</summary>
    public static Problem? Read(JsonNode? body, TimeSpan? retryAfter)
    {
        if (body is not JsonObject json || ProblemKind.Find(json["code"]?.GetValue<string>()) is not { } kind)
            return null;
        var problem = new Problem(kind, json["detail"]?.GetValue<string>() ?? kind.Title) { RetryAfter = retryAfter };
        foreach (var (member, value) in json.Where(m => m.Key is not ("type" or "title" or "status" or "code" or "detail" or "traceId")))
            problem.With(member, value?.DeepClone());
        return problem;
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Kind.Status;
        response.ContentType = "application/problem+json";
        response.Headers.CacheControl = "no-store";
        WriteLimits(response.Headers);
        var options = httpContext.RequestServices.GetRequiredService<ProblemOptions>();
        await using (var writer = new Utf8JsonWriter(response.BodyWriter))
            Write(writer, options.PublicUrl, TraceIdentity.Of(httpContext));
        await response.BodyWriter.FlushAsync(CancellationToken.None);
    }

    private void WriteLimits(IHeaderDictionary headers)
    {
        if (RetryAfter is not { } wait)
            return;
        var seconds = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        headers.RetryAfter = seconds;
        if (Policy is not { } policy)
            return;
        headers["RateLimit-Policy"] = $"\"{policy.Name}\";q={policy.Quota};w={(long)policy.Window.TotalSeconds}";
        headers["RateLimit"] = $"\"{policy.Name}\";r=0;t={seconds}";
    }

    private void Write(Utf8JsonWriter writer, Uri publicUrl, string traceId)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, new Uri(publicUrl, "/problems/" + Kind.Code).ToString());
        writer.WriteString("title"u8, Kind.Title);
        writer.WriteNumber("status"u8, Kind.Status);
        writer.WriteString("code"u8, Kind.Code);
        writer.WriteString("detail"u8, Detail);
        writer.WriteString("traceId"u8, traceId);
        foreach (var (member, value) in _members)
        {
            writer.WritePropertyName(member);
            if (value is null)
                writer.WriteNullValue();
            else
                value.WriteTo(writer);
        }

        writer.WriteEndObject();
    }
}

/// <summary>A quota as <c>RateLimit-Policy</c> tells it.</summary>
public sealed record RateLimitPolicy(string Name, int Quota, TimeSpan Window);

/// <summary>Where the pages of the problems are.</summary>
public sealed record ProblemOptions(Uri PublicUrl);

/// <summary>The shape of a problem, for the OpenAPI document.</summary>
/// <param name="Type">The page that explains the code.</param>
/// <param name="Code">One of the closed list.</param>
/// <param name="Errors">With <c>invalid-request</c>: what is wrong where.</param>
public sealed record ProblemDocument(
    string Type, string Title, int Status, string Code, string Detail, string TraceId, IReadOnlyList<RequestError>? Errors = null,
    int? AttemptsRemaining = null, string? ChallengeId = null, int? ClockOffsetSeconds = null, string? Reason = null, string? Next = null,
    IReadOnlyList<string>? Accepts = null);

/// <param name="Pointer">JSON Pointer (RFC 6901) into the body, or the name of a query or header member.</param>
public sealed record RequestError(string Pointer, string Detail);
