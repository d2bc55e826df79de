using System.Text;

namespace Mfa.Notifier.Mail;

/// <summary>Text in a header (RFC 2047): as it is where it is plain and short, otherwise UTF-8 in base64, in words of at most 75 characters.</summary>
internal static class EncodedWord
{
    private const string Start = "=?utf-8?B?";
    private const string End = "?=";

    /// <summary>Of a line that holds a word, without its end (RFC 2047 §2).</summary>
    private const int Line = 76;

    /// <param name="before">How much of the first line the header's name takes.</param>
    public static string Encode(string text, int before = 0)
    {
        if (text.Length <= 60 && text.All(c => char.IsAsciiLetterOrDigit(c) || c == ' ') && text.Trim() == text)
            return text;
        List<string> words = [];
        var pending = new StringBuilder();
        var size = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            // Never half a character in a word.
            if (size + rune.Utf8SequenceLength > OctetsAfter(words.Count == 0 ? before : 1))
                Flush();
            pending.Append(rune);
            size += rune.Utf8SequenceLength;
        }

        Flush();
        return string.Join("\r\n ", words);

        void Flush()
        {
            words.Add(Start + Convert.ToBase64String(Encoding.UTF8.GetBytes(pending.ToString())) + End);
            pending.Clear();
            size = 0;
        }
    }

    /// <summary>Octets that fit the rest of a line: base64 makes four characters of three.</summary>
    private static int OctetsAfter(int used) => (Math.Min(Line - used, 75) - Start.Length - End.Length) / 4 * 3;
}
