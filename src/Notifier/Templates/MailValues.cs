using System.Globalization;
using System.Text;
using Mfa.Bus.Mail;
using Mfa.Contracts;
using Mfa.Realms;

namespace Mfa.Notifier.Templates;

/// <summary>What a mail's placeholders stand for: the order's, the realm's and the language's part of it.</summary>
internal sealed class MailValues(SendMail order, Realm realm, string locale, FrameWords words)
{
    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById(realm.TimeZone);

    public Dictionary<string, string?> Of(MailRecipient recipient, MailContent content) => new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["code"] = content.Code?.Reveal(),
        ["sessionIdentifier"] = order.SessionIdentifier,
        ["service"] = InLocale(content.Service),
        ["time"] = words.Day(InZone(content.At), locale),
        ["minutes"] = content.LifeSeconds is { } life ? Math.Max(1, life / 60).ToString(CultureInfo.InvariantCulture) : null,
        ["until"] = content.LifeSeconds is { } seconds ? words.TimeOfDay(InZone(content.At + (seconds * 1000L)), locale) : null,
        ["reportLink"] = content.ReportToken is { } token ? ReportLink(token.Reveal()) : null,
        ["factor"] = words.Factor(content.Factor),
        ["realm"] = InLocale(realm.Names),
        ["name"] = recipient.Name is { } name && IsName(name) ? name : null,
        ["label"] = recipient.Label,
        ["locale"] = locale,
        ["publicUrl"] = realm.PublicUrl.AbsoluteUri,
        ["colour"] = Colours.Readable(realm.Colour),
        ["colourOnDark"] = Colours.ReadableOnDark(realm.Colour),
        ["helpName"] = InLocale(realm.Help.Names),
        ["helpPhone"] = realm.Help.Phone,
        ["helpPhoneLink"] = "tel:" + string.Concat(realm.Help.Phone.Where(c => char.IsAsciiDigit(c) || c == '+')),
        ["helpEmail"] = realm.Help.Email,
        ["terms"] = Link("terms"),
        ["questions"] = Link("questions"),
        ["integration"] = Link("integration"),
    }.ToDictionary(value => value.Key, value => OneLine(value.Value), StringComparer.Ordinal);

    /// <summary>A row for each of several changes.</summary>
    public Dictionary<string, IReadOnlyList<IReadOnlyDictionary<string, string?>>> RowsOf(MailContent content) => new(StringComparer.Ordinal)
    {
        [TemplateNames.Changes] = [.. (content.Changes ?? []).Select(change => new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["change"] = words.Change(change.Template, change.Factor),
            ["changeTime"] = words.Day(InZone(change.At), locale),
        })],
    };

    /// <summary>The page behind it asks with a button: a program that opens the link changes nothing.</summary>
    private string ReportLink(string token) => realm.PublicUrl.AbsoluteUri.TrimEnd('/') + realm.Mail.ReportPath + "?token=" + Uri.EscapeDataString(token);

    private string? Link(string name) => realm.Help.Links.GetValueOrDefault(name)?.AbsoluteUri;

    private string? InLocale(IReadOnlyDictionary<string, string>? names) => names?.GetValueOrDefault(locale) ?? names?.GetValueOrDefault(realm.DefaultLocale);

    private DateTimeOffset InZone(long at) => TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(at), _zone);

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
