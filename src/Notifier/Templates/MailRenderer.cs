using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Mfa.Bus.Mail;
using Mfa.Contracts;
using Mfa.Realms;

namespace Mfa.Notifier.Templates;

/// <summary>Fills a template in the person's language with what the order holds, in the frame of the realm.</summary>
internal sealed class MailRenderer(TemplateCatalog catalog)
{
    /// <summary>Accents stay as they are; what HTML would read as its own does not.</summary>
    private static readonly HtmlEncoder Html = HtmlEncoder.Create(UnicodeRanges.All);

    public RenderedMail Render(SendMail order, Realm realm, string locale, MailRecipient recipient, MailContent content)
    {
        var template = catalog.Find(realm.Id, order.Template, locale);
        var frame = catalog.Find(realm.Id, TemplateNames.Frame, locale);
        var values = ValuesOf(order, realm, locale, recipient, content, frame.OwnWords);
        var subject = template.Subject!.Render(values, text => text);
        var inText = new Dictionary<string, string?>(values) { ["subject"] = subject, ["body"] = template.Text.Render(values, text => text) };
        var inHtml = new Dictionary<string, string?>(values) { ["subject"] = subject };

        // The body of the frame's HTML is HTML already; every other value is encoded once, where it stands.
        const string Body = "\uE000";
        var body = template.Html.Render(values, Html.Encode);
        inHtml["body"] = Body;
        var html = frame.Html.Render(inHtml, text => text == Body ? body : Html.Encode(text));
        return new RenderedMail(subject, frame.Text.Render(inText, text => text), html);
    }

    private static Dictionary<string, string?> ValuesOf(
        SendMail order, Realm realm, string locale, MailRecipient recipient, MailContent content, IReadOnlyDictionary<string, string> words) =>
        new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["code"] = content.Code?.Reveal(),
            ["sessionIdentifier"] = order.SessionIdentifier,
            ["service"] = InLocale(content.Service, locale, realm),
            ["time"] = TimeOf(content.At, realm, locale, words["time"]),
            ["minutes"] = content.LifeSeconds is { } life ? Math.Max(1, life / 60).ToString(CultureInfo.InvariantCulture) : null,
            ["reportLink"] = content.ReportToken is { } token ? ReportLink(realm, token.Reveal()) : null,
            ["factor"] = content.Factor is { } factor ? words.GetValueOrDefault("factor." + factor) : null,
            ["realm"] = InLocale(realm.Names, locale, realm),
            ["name"] = recipient.Name is { } name && IsName(name) ? name : null,
            ["label"] = recipient.Label,
            ["locale"] = locale,
            ["publicUrl"] = realm.PublicUrl.AbsoluteUri,
            ["colour"] = Colours.Readable(realm.Colour),
            ["helpName"] = InLocale(realm.Help.Names, locale, realm),
            ["helpPhone"] = realm.Help.Phone,
            ["helpEmail"] = realm.Help.Email,
            ["terms"] = realm.Help.Links.GetValueOrDefault("terms")?.AbsoluteUri,
            ["questions"] = realm.Help.Links.GetValueOrDefault("questions")?.AbsoluteUri,
        }.ToDictionary(value => value.Key, value => OneLine(value.Value), StringComparer.Ordinal);

    /// <summary>The page behind it asks with a button: a program that opens the link changes nothing.</summary>
    private static string ReportLink(Realm realm, string token) =>
        realm.PublicUrl.AbsoluteUri.TrimEnd('/') + realm.Mail.ReportPath + "?token=" + Uri.EscapeDataString(token);

    private static string? InLocale(IReadOnlyDictionary<string, string>? names, string locale, Realm realm) =>
        names?.GetValueOrDefault(locale) ?? names?.GetValueOrDefault(realm.DefaultLocale);

    private static string TimeOf(long at, Realm realm, string locale, string format) =>
        TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(at), TimeZoneInfo.FindSystemTimeZoneById(realm.TimeZone))
            .ToString(format, CultureInfo.GetCultureInfo(locale));

    /// <summary>What a mail program would make a link of is no name: an account must not carry somebody's message to an address of his choice.</summary>
    private static bool IsName(string name) =>
        name.Length <= 60 && name.Index().All(c => char.IsLetter(c.Item) || c.Item is ' ' or '-' or '\''
            || (c.Item == '.' && (c.Index == name.Length - 1 || name[c.Index + 1] == ' ')));

    /// <summary>No value can begin a line, end a header or hide in marks of direction.</summary>
    private static string? OneLine(string? value)
    {
        if (value is null)
            return null;
        var line = new StringBuilder(value.Length);
        foreach (var rune in value.EnumerateRunes())
        {
            var isSafe = Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
            line.Append(isSafe ? rune.ToString() : " ");
        }

        return line.ToString();
    }
}

/// <summary>A mail's three texts.</summary>
internal sealed record RenderedMail(string Subject, string Text, string Html)
{
    /// <summary>Records print their members; these hold a code.</summary>
    public override string ToString() => nameof(RenderedMail);
}
