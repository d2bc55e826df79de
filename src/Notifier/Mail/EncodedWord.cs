using System.Text;

namespace Mfa.Notifier.Mail;

/// <summary>Text in a header (RFC 2047): as it is where it is plain and short, otherwise UTF-8 in base64, in words of at most 75 characters.</summary>
internal static class EncodedWord
{
    private const string Start = "=?utf-8?B?";
    private const string End = "?=";

    /// <summary>Octets that fit a word: base64 makes four characters of three.</summary>
    private const int Octets = (75 - 12) / 4 * 3;

    public static string Encode(string text)
    {
        if (text.Length <= 60 && text.All(c => char.IsAsciiLetterOrDigit(c) || c == ' ') && text.Trim() == text)
            return text;
        List<string> words = [];
        var pending = new StringBuilder();
        var size = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            // Never half a character in a word.
            if (size + rune.Utf8SequenceLength > Octets)
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
}
