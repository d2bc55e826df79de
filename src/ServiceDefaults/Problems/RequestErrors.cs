using System.Text.Json.Nodes;

namespace Mfa.ServiceDefaults.Problems;

/// <summary>Collects what is wrong with a request, each at its JSON Pointer, so that one answer tells all of it.</summary>
public sealed class RequestErrors
{
    private readonly List<RequestError> _errors = [];

    public bool Any => _errors.Count > 0;

    public RequestErrors Add(string pointer, string detail)
    {
        _errors.Add(new RequestError(pointer, detail));
        return this;
    }

    /// <summary>A text that must be there, of at most <paramref name="longest"/> UTF-16 units and without control characters.</summary>
    public RequestErrors Require(string pointer, string? value, int longest = 256) =>
        string.IsNullOrEmpty(value) ? Add(pointer, "This member is required.") : Allow(pointer, value, longest);

    /// <summary>A text that may be absent.</summary>
    public RequestErrors Allow(string pointer, string? value, int longest = 256)
    {
        if (value?.Length > longest)
            Add(pointer, $"At most {longest} characters.");
        else if (value is not null && value.Any(char.IsControl))
            Add(pointer, "Control characters are not allowed.");
        else if (value is not null && !value.IsNormalizable())
            Add(pointer, "This is not well-formed Unicode.");
        return this;
    }

    public RequestErrors When(bool wrong, string pointer, string detail) => wrong ? Add(pointer, detail) : this;

    public Problem ToProblem()
    {
        var errors = new JsonArray([.. _errors.Select(error => (JsonNode)new JsonObject { ["pointer"] = error.Pointer, ["detail"] = error.Detail })]);
        return new Problem(ProblemKind.InvalidRequest, "See errors: each names a place and what is wrong there.").With("errors", errors);
    }
}
