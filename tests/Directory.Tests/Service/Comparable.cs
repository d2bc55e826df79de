using Mfa.Testing;

namespace Mfa.Directories.Tests.Service;

internal static class Comparable
{
    private static readonly string[] OfTheMoment = ["Date"];

    /// <summary>An answer without what tells one request from another: its text and its headers, to be compared byte for byte.</summary>
    public static string WithoutTrace(this Answer answer)
    {
        var headers = answer.Headers.Where(header => !OfTheMoment.Contains(header.Key)).Select(header => $"{header.Key}: {string.Join(',', header.Value)}").Order();
        return $"{answer.Status}\n{string.Join('\n', headers)}\n{answer.Content.Replace(answer.Text("traceId"), "-", StringComparison.Ordinal)}";
    }
}
