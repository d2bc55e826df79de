namespace Mfa.Enrollments.Domain;

/// <summary>
/// A revocation or recovery code, 80 bits, as a person writes it: 16 characters of Crockford's base32 in groups of four, such as
/// <c>7Q2M-X0VD-94KT-HZ1A</c>.
/// </summary>
internal static class CrockfordCode
{
    public const int Bytes = 10;

    private const int Characters = 16;
    private const int Group = 4;
    private const int BitsACharacter = 5;
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    public static string Write(ReadOnlySpan<byte> bits)
    {
        Span<char> text = stackalloc char[Characters + Characters / Group - 1];
        var number = new UInt128(0, 0);
        foreach (var octet in bits[..Bytes])
            number = (number << 8) | octet;
        for (int at = text.Length - 1, written = 0; at >= 0; at--, written++)
        {
            if (written % (Group + 1) == Group)
            {
                text[at] = '-';
                continue;
            }

            text[at] = Alphabet[(int)(number & 31)];
            number >>= BitsACharacter;
        }

        return new string(text);
    }

    /// <summary>Case and dashes say nothing; O is read as 0, I and L as 1.</summary>
    /// <returns>Null: it has not the form of a code.</returns>
    public static byte[]? Read(string? text)
    {
        var number = new UInt128(0, 0);
        var read = 0;
        foreach (var character in text ?? "")
        {
            if (character == '-')
                continue;
            if (ValueOf(character) is not (>= 0 and var value) || ++read > Characters)
                return null;
            number = (number << BitsACharacter) | (uint)value;
        }

        if (read != Characters)
            return null;
        var bits = new byte[Bytes];
        for (var at = Bytes - 1; at >= 0; at--, number >>= 8)
            bits[at] = (byte)(number & 0xFF);
        return bits;
    }

    private static int ValueOf(char character) => character switch
    {
        'o' or 'O' => 0,
        'i' or 'I' or 'l' or 'L' => 1,
        >= 'a' and <= 'z' => Alphabet.IndexOf((char)(character - 'a' + 'A'), StringComparison.Ordinal),
        _ => Alphabet.IndexOf(character, StringComparison.Ordinal),
    };
}
