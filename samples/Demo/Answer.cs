using System.Text.Json;

namespace Mfa.Samples.Demo;

/// <summary>What the service answered: a resource, or a problem (RFC 9457).</summary>
internal sealed record Answer(int Status, string Body, JsonElement Json, TimeSpan? RetryAfter)
{
    /// <summary>The problem's code, or nothing.</summary>
    public string? Problem => Status >= 400 ? Optional("code") : null;

    /// <summary>The problem in words.</summary>
    public string? Detail => Optional("detail");

    /// <exception cref="StepFailedException">The member is missing or no text.</exception>
    public string Text(params string[] path)
    {
        var element = Json;
        foreach (var member in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(member, out element))
                throw new StepFailedException($"the answer has no {string.Join('.', path)}");
        }

        return element.ValueKind == JsonValueKind.String
            ? element.GetString()!
            : throw new StepFailedException($"{string.Join('.', path)} is no text");
    }

    /// <exception cref="StepFailedException">Another status: told with the problem's own words.</exception>
    public Answer Expect(int status, string? problem = null)
    {
        if (Status == status && Problem == problem)
            return this;
        var expected = problem is null ? $"{status}" : $"{status} {problem}";
        var told = Problem is null ? $"{Status}" : $"{Status} {Problem}: {Detail}";
        throw new StepFailedException($"expected {expected}, but the answer was {told}");
    }

    private string? Optional(string member) =>
        Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty(member, out var value) ? value.GetString() : null;
}
