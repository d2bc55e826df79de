using System.Text;
using System.Text.RegularExpressions;
using Mfa.Testing;

namespace Mfa.Guide.Tests;

/// <summary>One thing to paste, and what the guide says comes of it; null: nothing is said.</summary>
internal sealed record GuideBlock(string Commands, string? Expected);

/// <summary>What a reader of a document pastes: its blocks in <c>sh</c>, in order. A block in <c>text</c> right behind one is what it prints; … stands for anything.</summary>
internal static partial class GuideText
{
    private const string Mark = "@@ done";

    public static IReadOnlyList<GuideBlock> Blocks(string document) =>
        [.. Block().Matches(document).Select(block => new GuideBlock(block.Groups["commands"].Value, block.Groups["expected"] is { Success: true } text ? text.Value : null))];

    public static async Task<IReadOnlyList<GuideBlock>> ReadAsync(string file) => Blocks(await File.ReadAllTextAsync(Path.Combine(Checkout.Root, file)));

    /// <summary>All of them for one bash, which ends at the first command that fails.</summary>
    public static string Script(IEnumerable<GuideBlock> blocks)
    {
        var script = new StringBuilder("set -euo pipefail\n");
        foreach (var block in blocks)
            script.Append(block.Commands).Append("printf '\\n%s\\n' '").Append(Mark).Append("'\n");
        return script.ToString();
    }

    /// <returns>What each block printed; fewer than there are blocks when one failed.</returns>
    public static IReadOnlyList<string> Printed(string output) => [.. output.Split($"\n{Mark}\n")[..^1]];

    public static bool IsAsExpected(string printed, string expected) => Regex.IsMatch(
        printed.TrimEnd('\n'), @"\A" + string.Join(".*", expected.TrimEnd('\n').Split('…').Select(Regex.Escape)) + @"\z", RegexOptions.Singleline, TimeSpan.FromSeconds(1));

    [GeneratedRegex("^```sh\n(?<commands>.*?)^```\n(\n```text\n(?<expected>.*?)^```\n)?", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Block();
}
