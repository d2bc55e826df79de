using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace Mfa.Notifier.Tests.Templates;

/// <summary>The mails are written so that an XML reader takes them too, but for the elements HTML does not close.</summary>
internal static partial class MailPage
{
    public static XDocument Read(string html)
    {
        var closed = Unclosed().Replace(html.Replace("<!doctype html>\n", "", StringComparison.Ordinal), "<${tag}/>");
        using var reader = XmlReader.Create(new StringReader(closed), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
        return XDocument.Load(reader);
    }

    /// <summary>What a reader sees: spaces and line ends are one space.</summary>
    public static string Words(string text) => Spaces().Replace(text, " ").Trim();

    /// <summary>As <see cref="Words(string)"/>; a broken line is a space.</summary>
    public static string Words(XElement element) =>
        Words(string.Concat(element.DescendantNodes().Select(node => node is XText text ? text.Value : node is XElement { Name.LocalName: "br" } ? " " : "")));

    [GeneratedRegex("<(?<tag>br|meta[^>]*)>", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Unclosed();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spaces();
}
