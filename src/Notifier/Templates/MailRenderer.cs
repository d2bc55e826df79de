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
        var source = new MailValues(order, realm, locale, frame.Words!);
        var (values, rows) = (source.Of(recipient, content), source.RowsOf(content));
        var subject = template.Subject!.Render(values, text => text);
        var inText = new Dictionary<string, string?>(values) { ["subject"] = subject, ["body"] = template.Text.Render(values, text => text, rows).TrimEnd('\n') };
        var inHtml = new Dictionary<string, string?>(values) { ["subject"] = subject };

        // The body of the frame's HTML is HTML already; every other value is encoded once, where it stands.
        const string Body = "\uE000";
        var body = template.Html.Render(values, Html.Encode, rows).TrimEnd('\n');
        inHtml["body"] = Body;
        var html = frame.Html.Render(inHtml, text => text == Body ? body : Html.Encode(text));
        return new RenderedMail(subject, frame.Text.Render(inText, text => text), html);
    }
}

/// <summary>A mail's three texts.</summary>
internal sealed record RenderedMail(string Subject, string Text, string Html)
{
    /// <summary>Records print their members; these hold a code.</summary>
    public override string ToString() => nameof(RenderedMail);
}
