using System.Globalization;
using System.Text;
using Mfa.Contracts;
using Mfa.Notifier.Templates;
using Mfa.Realms;

namespace Mfa.Notifier.Mail;

/// <summary>Makes the mail of a rendered template: the same octets for the same order, so that a second copy is known for one.</summary>
internal static class MessageWriter
{
    /// <summary>In quoted-printable text no underscore follows an equals sign.</summary>
    private const string Boundary = "=__mfa__";

    public static OutgoingMail Write(SendMail order, Realm realm, string locale, Mailbox to, RenderedMail mail)
    {
        var host = HostOf(realm);
        var from = realm.Mail.From is { } given ? Mailbox.Parse(given)?.Address ?? given : $"no-reply@{host}";
        var date = DateTimeOffset.FromUnixTimeMilliseconds(order.CreatedAt).ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture);
        var content = new StringBuilder()
            .Append("Date: ").Append(date).Append("\r\n")
            .Append("From: ").Append(EncodedWord.Encode(realm.Names[locale], "From: ".Length)).Append("\r\n <").Append(from).Append(">\r\n")
            .Append("To: <").Append(to.Address).Append(">\r\n")
            .Append("Subject: ").Append(EncodedWord.Encode(mail.Subject, "Subject: ".Length)).Append("\r\n")
            .Append("Message-ID: <").Append(order.MailId).Append('@').Append(host).Append(">\r\n")
            .Append("Auto-Submitted: auto-generated\r\n")
            .Append("MIME-Version: 1.0\r\n")
            .Append("Content-Language: ").Append(locale).Append("\r\n")
            .Append("Content-Type: multipart/alternative; boundary=\"").Append(Boundary).Append("\"\r\n");
        AppendPart(content, "text/plain", mail.Text);
        AppendPart(content, "text/html", mail.Html);
        content.Append("\r\n--").Append(Boundary).Append("--\r\n");
        return new OutgoingMail(from, to.Address, Encoding.ASCII.GetBytes(content.ToString()));
    }

    private static void AppendPart(StringBuilder content, string type, string text) =>
        content.Append("\r\n--").Append(Boundary).Append("\r\nContent-Type: ").Append(type)
            .Append("; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n").Append(QuotedPrintable.Encode(text));

    private static string HostOf(Realm realm) => realm.PublicUrl.IdnHost;
}
