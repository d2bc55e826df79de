using System.Buffers;
using System.Security.Cryptography;

namespace Mfa.ServiceDefaults.Secrets;

/// <summary>Ids that tell nothing and can't be guessed: a prefix and 128 random bits, lower-case base32.</summary>
public static class OpaqueId
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    private static readonly SearchValues<char> Letters = SearchValues.Create(Alphabet);

    /// <param name="prefix">With its underscore: <c>acc_</c>, <c>fac_</c>, <c>chl_</c> …</param>
    public static string New(string prefix)
    {
        Span<byte> random = stackalloc byte[16];
        RandomNumberGenerator.Fill(random);
        return prefix + Encode(random);
    }

    /// <summary>The id of something that has none of its own, from what it is: the same for the same.</summary>
    public static string Of(string prefix, ReadOnlySpan<byte> what) => prefix + Encode(SHA256.HashData(what).AsSpan(0, 16));

    /// <summary>Whether a text has the form of an id with this prefix; what has not is unknown without asking a store.</summary>
    public static bool IsWellFormed(string? id, string prefix) =>
        id is not null && id.Length == prefix.Length + 26 && id.StartsWith(prefix, StringComparison.Ordinal)
        && !id.AsSpan(prefix.Length).ContainsAnyExcept(Letters);

    private static string Encode(ReadOnlySpan<byte> bytes) => string.Create(26, bytes, static (text, source) =>
    {
        var (buffer, bits, at) = (0, 0, 0);
        foreach (var b in source)
        {
            buffer = (buffer << 8) | b;
            for (bits += 8; bits >= 5; bits -= 5)
                text[at++] = Alphabet[(buffer >> (bits - 5)) & 31];
        }

        text[at] = Alphabet[(buffer << (5 - bits)) & 31];
    });
}
