using System.Text;
using System.Text.RegularExpressions;

namespace Mfa.Testing;

/// <summary>Searches bytes for what must not be in them. A short number counts only where no digit stands beside it: any clock holds its digits by chance.</summary>
public sealed class Canaries(IEnumerable<string> secrets)
{
    private readonly IReadOnlyList<string> _secrets = [.. secrets.Where(secret => secret.Length >= 6).Distinct(StringComparer.Ordinal)];

    public int Count => _secrets.Count;

    /// <returns>The secrets that stand in the bytes, as UTF-8 or UTF-16.</returns>
    public IReadOnlyList<string> FoundIn(ReadOnlySpan<byte> bytes)
    {
        // One byte a character: every text of ASCII is found where it stands, whatever is around it.
        var narrow = Encoding.Latin1.GetString(bytes);
        return [.. _secrets.Where(secret => Holds(narrow, secret) || Holds(narrow, Encoding.Latin1.GetString(Encoding.Unicode.GetBytes(secret))))];
    }

    /// <returns>«file: secret» for every file under the folder that holds one; files that may are left out.</returns>
    public IReadOnlyList<string> FoundUnder(string folder, Func<string, bool> mayHold) =>
    [
        .. from file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
           let name = Path.GetRelativePath(folder, file)
           where !mayHold(name)
           from secret in FoundIn(ReadShared(file))
           select $"{name}: {secret}",
    ];

    private static bool Holds(string text, string secret) => secret.All(char.IsAsciiDigit)
        ? Regex.IsMatch(text, $"(?<![0-9]){secret}(?![0-9])", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(20))
        : text.Contains(secret, StringComparison.Ordinal);

    private static byte[] ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
