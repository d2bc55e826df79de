using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Mfa.Bus.Mail;
using Mfa.Contracts;
using Mfa.Notifier.Templates;
using Mfa.Realms;
using Mfa.ServiceDefaults.Keys;

namespace Mfa.Notifier.Mail;

/// <summary>Opens an order and makes its mail. Whatever can't become a mail to one mailbox is told apart here, by a word.</summary>
internal sealed partial class MailComposer(KeyFolder keys, RealmCatalog realms, TemplateCatalog templates)
{
    /// <summary>Base64; a thousand times what a mail of ours needs stays a bounded work.</summary>
    private const int LongestHalf = 64 * 1024;

    private readonly SealedMail _sealed = new(keys.SymmetricKeys(SealedMail.Key));
    private readonly MailRenderer _renderer = new(templates);

    /// <summary>Whether an id may stand in a Message-ID and a key: a subject, a dot, a number.</summary>
    public static bool IsWellFormed(string mailId) => IdPattern().IsMatch(mailId);

    /// <returns>The recipient, or why there is none, in a word for the log.</returns>
    public (Mailbox? To, string? Reason) Inspect(SendMail order)
    {
        if (Open(order, out var recipient, out _, out var reason))
            return Mailbox.Parse(recipient.Address) is { } to ? (to, null) : (null, "address");
        return (null, reason);
    }

    /// <returns>Null when the order can't become a mail.</returns>
    public OutgoingMail? Compose(SendMail order)
    {
        if (!Open(order, out var recipient, out var content, out _) || Mailbox.Parse(recipient.Address) is not { } to)
            return null;
        var realm = realms.Find(order.Realm)!;
        var locale = realm.Locales.Contains(recipient.Locale) ? recipient.Locale : realm.DefaultLocale;
        return MessageWriter.Write(order, realm, locale, to, _renderer.Render(order, realm, locale, recipient, content));
    }

    private bool Open(SendMail order, out MailRecipient recipient, out MailContent content, out string? reason)
    {
        (recipient, content) = (null!, null!);
        reason = realms.Find(order.Realm) is null ? "realm" : !templates.Has(order.Realm, order.Template) ? "template"
            : order.Recipient.Length > LongestHalf || order.Content.Length > LongestHalf ? "length" : null;
        if (reason is not null)
            return false;
        try
        {
            recipient = _sealed.OpenRecipient(order.Recipient, order.Realm, order.AccountId);
            content = _sealed.OpenContent(order.Content, order.Realm, order.MailId[..order.MailId.LastIndexOf('.')]);
            return true;
        }
        catch (Exception closed) when (closed is CryptographicException or FormatException or JsonException)
        {
            reason = "seal";
            return false;
        }
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}\\.[0-9]{1,4}\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex IdPattern();
}
