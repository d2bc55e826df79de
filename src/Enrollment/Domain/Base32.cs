namespace Mfa.Enrollments.Domain;

/// <summary>Base32 of RFC 4648 §6 without padding, as authenticator apps read secrets.</summary>
internal static class Base32
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static string Encode(ReadOnlySpan<byte> bytes) => string.Create((bytes.Length * 8 + 4) / 5, bytes, static (text, source) =>
    {
        var (buffer, bits, at) = (0, 0, 0);
        foreach (var b in source)
        {
            buffer = ((buffer << 8) | b) & 0xFFF;
            for (bits += 8; bits >= 5; bits -= 5)
                text[at++] = Alphabet[(buffer >> (bits - 5)) & 31];
        }

        if (bits > 0)
            text[at] = Alphabet[(buffer << (5 - bits)) & 31];
    });
}
