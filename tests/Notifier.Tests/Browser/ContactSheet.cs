using System.Net;
using System.Text;

namespace Mfa.Notifier.Tests.Browser;

/// <summary>All pictures of a folder on one page: a row a mail, light beside dark, a column pair a language.</summary>
internal static class ContactSheet
{
    public static string Of(string realm, IEnumerable<(string Name, string Locale)> mails)
    {
        var page = new StringBuilder("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>").Append(realm).Append("</title>\n<style>")
            .Append("body{font:14px sans-serif;background:#808080;color:#fff;margin:16px}h2{margin:24px 0 8px}.row{display:flex;gap:12px;align-items:flex-start}")
            .Append("figure{margin:0}figcaption{margin:0 0 4px}img{width:240px;display:block}</style></head><body>\n<h1>").Append(realm).Append("</h1>\n");
        foreach (var mail in mails.GroupBy(mail => mail.Name, StringComparer.Ordinal).OrderBy(mail => mail.Key, StringComparer.Ordinal))
        {
            page.Append("<h2>").Append(WebUtility.HtmlEncode(mail.Key)).Append("</h2>\n<div class=\"row\">\n");
            foreach (var file in mail.SelectMany(one => new[] { "light", "dark" }.Select(mode => $"{one.Name}.{one.Locale}.{mode}")))
                page.Append("<figure><figcaption>").Append(file).Append("</figcaption><img alt=\"").Append(file).Append("\" src=\"").Append(file).Append(".png\"></figure>\n");
            page.Append("</div>\n");
        }

        return page.Append("</body></html>\n").ToString();
    }
}
