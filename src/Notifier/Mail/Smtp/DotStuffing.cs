namespace Mfa.Notifier.Mail.Smtp;

/// <summary>The content as it crosses the wire (RFC 5321 §4.5.2): CRLF line ends, a dot before a leading dot, the end mark.</summary>
internal static class DotStuffing
{
    public static byte[] Encode(ReadOnlySpan<byte> content)
    {
        var stuffed = new MemoryStream(content.Length + 64);
        var isLineStart = true;
        for (var at = 0; at < content.Length; at++)
        {
            var octet = content[at];
            if (octet is (byte)'\r' or (byte)'\n')
            {
                // A lone CR or LF would be a line end to some servers and not to others: it becomes a whole one.
                stuffed.Write("\r\n"u8);
                if (octet == '\r' && at + 1 < content.Length && content[at + 1] == '\n')
                    at++;
                isLineStart = true;
                continue;
            }

            if (isLineStart && octet == '.')
                stuffed.WriteByte((byte)'.');
            stuffed.WriteByte(octet);
            isLineStart = false;
        }

        if (!isLineStart)
            stuffed.Write("\r\n"u8);
        stuffed.Write(".\r\n"u8);
        return stuffed.ToArray();
    }
}
