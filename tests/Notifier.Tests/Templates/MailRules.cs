using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Mfa.Notifier.Templates;
using Mfa.Realms;

namespace Mfa.Notifier.Tests.Templates;

/// <summary>What holds for every mail. Each rule tells what is wrong, in words; nothing when all is well.</summary>
internal static partial class MailRules
{
    private static readonly string[] Foreign =
        ["img", "script", "link", "iframe", "form", "object", "embed", "svg", "video", "audio", "input", "base", "table"];

    public static IEnumerable<string> Filled(RenderedMail mail) =>
        new[] { mail.Subject, mail.Text, mail.Html }.Where(text => text.Contains("{{", StringComparison.Ordinal) || text.Contains("}}", StringComparison.Ordinal))
            .Select(text => "a placeholder was left: " + text);

    public static IEnumerable<string> Helps(RenderedMail mail, Realm realm, string locale)
    {
        var help = realm.Help;
        var hrefs = MailPage.Read(mail.Html).Descendants("a").Select(link => link.Attribute("href")!.Value).ToArray();
        string[] said = [help.Names[locale], help.Phone, help.Email!];
        string[] links = [.. new[] { "terms", "questions", "integration" }.Select(link => help.Links[link].AbsoluteUri)];
        var page = MailPage.Words(MailPage.Read(mail.Html).Root!);
        return said.Concat(links).Where(part => !mail.Text.Contains(part, StringComparison.Ordinal)).Select(part => "the text's help block lacks " + part)
            .Concat(said.Where(part => !page.Contains(part, StringComparison.Ordinal)).Select(part => "the page's help block lacks " + part))
            .Concat(links.Append("mailto:" + help.Email).Append("tel:" + help.Phone.Replace(" ", "", StringComparison.Ordinal)).Except(hrefs)
                .Select(part => "the page's help block has no link to " + part));
    }

    public static IEnumerable<string> Links(RenderedMail mail, Realm realm) =>
        Addresses().Matches(mail.Text + "\n" + mail.Html).Select(address => address.Value).Distinct()
            .Where(address => !address.StartsWith(realm.PublicUrl.AbsoluteUri, StringComparison.Ordinal) && !realm.Help.Links.Values.Any(link => link.AbsoluteUri == address))
            .Select(address => "leads elsewhere: " + address)
            .Concat(MailPage.Read(mail.Html).Descendants().Attributes().Where(a => a.Name.LocalName is "href" or "src")
                .Where(a => !a.Value.StartsWith("https:", StringComparison.Ordinal) && !a.Value.StartsWith("mailto:", StringComparison.Ordinal)
                    && !a.Value.StartsWith("tel:", StringComparison.Ordinal)).Select(a => "a link of another kind: " + a.Value));

    public static IEnumerable<string> Codes(RenderedMail mail, bool hasCode)
    {
        var page = string.Concat(MailPage.Read(mail.Html).Root!.Element("body")!.DescendantNodes().OfType<XText>().Select(text => text.Value + "\n"));
        foreach (var (where, text) in new[] { ("text", mail.Text), ("page", page) })
        {
            var found = SixDigits().Matches(text).Select(match => match.Value).ToArray();
            if (found.Length != (hasCode ? 1 : 0))
                yield return $"the {where} has {found.Length} codes";
            if (hasCode && !text.Split('\n').Any(line => SixDigits().IsMatch(line) && line.Trim().Length == 6))
                yield return $"in the {where} the code does not stand alone";
        }
    }

    public static IEnumerable<string> Letters(RenderedMail mail, string locale)
    {
        var text = mail.Subject + "\n" + mail.Text + "\n" + mail.Html;
        var wrong = locale switch { "ro" => "şţŞŢãÃ", "hu" => "õûÕÛôÔ", "ru" => "ѣіўђјѕ", _ => "" };
        if (text.IndexOfAny([.. wrong, '\uFFFD']) is >= 0 and var at)
            yield return $"a letter that is not the language's: {text[at]} in «{text[Math.Max(0, at - 10)..Math.Min(text.Length, at + 10)]}»";
        if (!text.IsNormalized(NormalizationForm.FormC))
            yield return "accents stand apart from their letters";
        foreach (var word in MixedWord().Matches(text).Select(match => match.Value))
            yield return "a word of two alphabets: " + word;
    }

    /// <summary>Nothing is fetched, so nobody learns that a mail was opened; and nothing has a width of its own.</summary>
    public static IEnumerable<string> Stays(RenderedMail mail)
    {
        var page = MailPage.Read(mail.Html);
        return page.Descendants().Select(element => element.Name.LocalName).Intersect(Foreign).Select(name => $"<{name}> has no place in a mail")
            .Concat(Fetched().Matches(mail.Html).Select(match => "fetches or follows: " + match.Value))
            .Concat(Fixed().Matches(mail.Html).Select(match => "a fixed size: " + match.Value));
    }

    /// <summary>What a screen reader and a dark client need.</summary>
    public static IEnumerable<string> Built(RenderedMail mail, string locale)
    {
        var page = MailPage.Read(mail.Html);
        if (page.Root!.Attribute("lang")?.Value != locale)
            yield return "no language";
        if (page.Descendants("h1").Count() != 1 || page.Descendants().FirstOrDefault(element => element.Name.LocalName is "h2" or "h3")?.IsBefore(page.Descendants("h1").First()) == true
            || page.Descendants("h3").Any())
            yield return "headings out of order";
        foreach (var name in new[] { "color-scheme", "supported-color-schemes" })
        {
            if (page.Descendants("meta").FirstOrDefault(meta => meta.Attribute("name")?.Value == name)?.Attribute("content")?.Value != "light dark")
                yield return "no " + name;
        }

        if (page.Descendants("a").Any(link => link.Value.Trim().Length < 3))
            yield return "a link without words";
    }

    /// <summary>The text and the page are written twice: what one says, the other says too.</summary>
    public static IEnumerable<string> SaysTheSame(RenderedMail mail)
    {
        var text = MailPage.Words(ListMark().Replace(mail.Text, ""));
        return MailPage.Read(mail.Html).Descendants().Where(element => element.Name.LocalName is "p" or "li" or "h2" && element.Attribute("class")?.Value != "brand")
            .Where(element => !element.Descendants("a").Any(link => !link.Value.Equals(LinkOf(link), StringComparison.Ordinal)))
            .Select(MailPage.Words).Where(words => !text.Contains(words, StringComparison.Ordinal) && !text.Contains(Colon().Replace(words, ": ", 1), StringComparison.Ordinal))
            .Select(words => $"only the page says «{words}»");
    }

    private static string LinkOf(XElement link) => link.Attribute("href")!.Value is var href && href.StartsWith("tel:", StringComparison.Ordinal) ? link.Value : href;

    [GeneratedRegex("https?:[^\\s\"<>]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Addresses();

    [GeneratedRegex(@"(?<![\w-])\d{6}(?![\w-])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SixDigits();

    [GeneratedRegex(@"\w*(?:\p{IsCyrillic}[A-Za-z]|[A-Za-z]\p{IsCyrillic})\w*", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MixedWord();

    [GeneratedRegex(@"url\(|@import|@font-face|utm_|\bsrc=|background=|\bping=|javascript:", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Fetched();

    [GeneratedRegex("(?<![a-z-])(?:min-)?(?:width|height):\\s*\\d+|\\b(?:width|height)=\"", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Fixed();

    [GeneratedRegex(@"^(?:- |\d\. )", RegexOptions.Multiline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ListMark();

    /// <summary>After the time of one of several changes.</summary>
    [GeneratedRegex(@"(?<=\d\d:\d\d) ", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Colon();
}
