using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Mfa.Notifier.Mail;
using Mfa.Notifier.Mail.Smtp;

namespace Mfa.Notifier.Tests.Mail;

/// <summary>What is encoded is decoded here by the words of the standards, and is the same; no line is ever too long, no octet ever eighth-bit.</summary>
public sealed class EncodingTests
{
    private static readonly Gen<string> Texts = ArbMap.Default.GeneratorFor<string>().Where(text => text is not null)
        .Select(text => new string([.. text.Where(c => !char.IsSurrogate(c))]));

    private static readonly Gen<string> Letters = Gen.Elements([.. "árvíztűrő tükörfúrógép ĂÂÎȘȚ Подтверждение =.\r\n\t 0123456789 😀"]).Where(c => !char.IsSurrogate(c)).ListOf()
        .Select(letters => string.Concat(letters) + string.Concat(letters));

    [Fact]
    public void QuotedPrintableComesBackAsItWas() => Prop.ForAll(Arb.From(Gen.OneOf(Texts, Letters)), text =>
    {
        var lines = QuotedPrintable.Encode(text).Split("\r\n");
        var isFit = lines.All(line => line.Length <= 76 && line.All(c => c is >= ' ' and <= '~' or '\t') && (line.Length == 0 || line[^1] is not (' ' or '\t')));
        return isFit && Decode(lines) == text.ReplaceLineEndings("\n");
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void EncodedWordsComeBackAsTheyWere() => Prop.ForAll(Arb.From(Gen.OneOf(Texts, Letters)), text =>
    {
        var encoded = EncodedWord.Encode(text, "Subject: ".Length);
        var words = encoded.Split("\r\n ");
        var isEncoded = words.All(word => word.StartsWith("=?utf-8?B?", StringComparison.Ordinal) && word.Length <= 75) && "Subject: ".Length + words[0].Length <= 76;
        var decoded = isEncoded ? string.Concat(words.Select(word => Encoding.UTF8.GetString(Convert.FromBase64String(word[10..^2])))) : encoded;
        return decoded == text && encoded.Replace("\r\n ", "", StringComparison.Ordinal).All(c => c is >= ' ' and <= '~');
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void NoSubjectBeginsAHeader()
    {
        var encoded = EncodedWord.Encode("hello\r\nBcc: evil@example.com");

        Assert.DoesNotContain("Bcc", encoded, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\r\nb\r\n", "a\r\nb\r\n.\r\n")]
    [InlineData(".\r\n..a\r\n", "..\r\n...a\r\n.\r\n")]
    [InlineData("a\n.b\rc", "a\r\n..b\r\nc\r\n.\r\n")]
    [InlineData("a\r\r\n.\r\n", "a\r\n\r\n..\r\n.\r\n")]
    [InlineData("", ".\r\n")]
    public void DotsAreStuffedAndLinesEndInCrlf(string content, string stuffed) =>
        Assert.Equal(stuffed, Encoding.ASCII.GetString(DotStuffing.Encode(Encoding.ASCII.GetBytes(content))));

    [Fact]
    public void NoContentEndsTheMailEarly() => Prop.ForAll(Arb.From(Gen.Elements([.. ".\r\na"]).ListOf().Select(string.Concat)), content =>
    {
        var stuffed = Encoding.ASCII.GetString(DotStuffing.Encode(Encoding.ASCII.GetBytes(content)));
        var lines = stuffed.Split("\r\n");
        var received = lines.SkipLast(2).Select(line => line.StartsWith('.') ? line[1..] : line);
        var sent = content.ReplaceLineEndings("\n");
        return lines[^1].Length == 0 && lines[^2] == "." && !lines.SkipLast(2).Contains(".") && !lines.Any(line => line.Contains('\r') || line.Contains('\n'))
            && string.Concat(received.Select(line => line + "\n")) == (sent.Length == 0 || sent.EndsWith('\n') ? sent : sent + "\n");
    }).QuickCheckThrowOnFailure();

    /// <summary>RFC 2045 §6.7.</summary>
    private static string Decode(IEnumerable<string> lines)
    {
        var octets = new List<byte>();
        var joined = string.Join("\n", lines).Replace("=\n", "", StringComparison.Ordinal);
        for (var at = 0; at < joined.Length; at++)
        {
            if (joined[at] == '=')
            {
                octets.Add(Convert.ToByte(joined.Substring(at + 1, 2), 16));
                at += 2;
            }
            else
            {
                octets.Add((byte)joined[at]);
            }
        }

        return Encoding.UTF8.GetString([.. octets]);
    }
}
