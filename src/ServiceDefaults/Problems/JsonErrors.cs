using System.Text.Json;
using System.Text.RegularExpressions;

namespace Mfa.ServiceDefaults.Problems;

/// <summary>Says at which JSON Pointer a body could not be read, and why, without repeating what was sent there.</summary>
internal static partial class JsonErrors
{
    private const int LongestPointer = 100;

    public static Problem ToProblem(JsonException exception)
    {
        var detail = exception.Message switch
        {
            var m when m.Contains("could not be mapped", StringComparison.Ordinal) => "This member is not known here; names are case-sensitive.",
            var m when m.Contains("uplicate", StringComparison.Ordinal) => "This member stands twice.",
            _ when exception.Path is null or "$" && exception.BytePositionInLine is not null => "The body is not a JSON document of the documented shape.",
            _ => "The value here is not of the documented type.",
        };
        return new RequestErrors().Add(ToPointer(exception), detail).ToProblem();
    }

    /// <summary><c>$.context.ip</c> or <c>$['a b'][3]</c> to <c>/context/ip</c>, <c>/a b/3</c> (RFC 6901), cut at 100 characters.</summary>
    internal static string ToPointer(JsonException exception)
    {
        var pointer = string.Concat(Segment().Matches(exception.Path ?? "$").Select(match =>
            "/" + (match.Groups["name"].Value + match.Groups["quoted"].Value + match.Groups["index"].Value)
                .Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)));
        return pointer.Length <= LongestPointer ? pointer : pointer[..LongestPointer];
    }

    [GeneratedRegex(@"\.(?<name>[^.\['\]]+)|\['(?<quoted>[^']*)'\]|\[(?<index>\d+)\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex Segment();
}
