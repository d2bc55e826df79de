using System.Buffers.Text;

namespace Mfa.Notifier.Mail.Smtp;

/// <summary>
/// A server's answer: its status (a reply code) and enhanced status (RFC 3463). Its text is dropped where it is read, for it may hold an address; of an EHLO the
/// keywords are kept.
/// </summary>
internal sealed record SmtpReply(int Status, string? Enhanced, IReadOnlyList<string> Keywords)
{
    public bool IsPositive => Status is >= 200 and < 300;

    public bool IsRefusal => Status is >= 500 and < 600;

    /// <summary>The server says goodbye and closes.</summary>
    public bool IsClosing => Status == 421;

    /// <summary>As <c>451 4.7.1</c>.</summary>
    public override string ToString() => Enhanced is null ? $"{Status}" : $"{Status} {Enhanced}";

    /// <summary>Reads one line of a reply: <c>ddd</c>, a dash if more follow, text (RFC 5321 §4.2).</summary>
    /// <returns>Null for what is no reply.</returns>
    public static (int Status, bool IsLast, string? Enhanced)? ParseLine(ReadOnlySpan<byte> line)
    {
        if (line.Length < 3 || !Utf8Parser.TryParse(line[..3], out int status, out var used) || used != 3 || status is < 200 or > 599)
            return null;
        if (line.Length == 3)
            return (status, true, null);
        if (line[3] is not ((byte)' ' or (byte)'-'))
            return null;
        return (status, line[3] == ' ', EnhancedOf(status, line[4..]));
    }

    /// <summary><c>class.subject.detail</c> at the beginning of a text, if its class is the reply's (RFC 2034).</summary>
    private static string? EnhancedOf(int status, ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)' ');
        var word = end < 0 ? text : text[..end];
        if (word.Length is < 5 or > 9 || word[0] != (byte)('0' + (status / 100)) || word[1] != '.')
            return null;
        var rest = word[2..];
        var dot = rest.IndexOf((byte)'.');
        return dot is > 0 and <= 3 && rest.Length - dot - 1 is > 0 and <= 3 && AllDigits(rest[..dot]) && AllDigits(rest[(dot + 1)..])
            ? System.Text.Encoding.ASCII.GetString(word) : null;
    }

    private static bool AllDigits(ReadOnlySpan<byte> text) => !text.ContainsAnyExceptInRange((byte)'0', (byte)'9');
}
