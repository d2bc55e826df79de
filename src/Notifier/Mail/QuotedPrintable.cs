using System.Text;

namespace Mfa.Notifier.Mail;

/// <summary>Text as seven-bit lines of at most 76 characters (RFC 2045 §6.7). Whatever line ends the text has become CRLF.</summary>
internal static class QuotedPrintable
{
    private const int Longest = 76;

    public static string Encode(string text)
    {
        var encoded = new StringBuilder(text.Length * 2);
        foreach (var (index, line) in text.ReplaceLineEndings("\n").Split('\n').Index())
        {
            if (index > 0)
                encoded.Append("\r\n");
            EncodeLine(Encoding.UTF8.GetBytes(line), encoded);
        }

        return encoded.ToString();
    }

    private static void EncodeLine(byte[] line, StringBuilder encoded)
    {
        var width = 0;
        for (var at = 0; at < line.Length; at++)
        {
            var isLast = at == line.Length - 1;
            var octet = line[at];
            // A space at a line's end would be lost on the way.
            var isPlain = octet is >= 33 and <= 126 && octet != '=' || (octet is (byte)' ' or (byte)'\t' && !isLast);
            var size = isPlain ? 1 : 3;
            if (width + size > (isLast ? Longest : Longest - 1))
            {
                encoded.Append("=\r\n");
                width = 0;
            }

            if (isPlain)
                encoded.Append((char)octet);
            else
                encoded.Append('=').Append(octet.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
            width += size;
        }
    }
}
