using System.Net;
using System.Text;

namespace Mfa.Directories.Clients;

/// <summary>A client's id and secret as RFC 6749 §2.3.1 sends them: form-encoded, joined by a colon, in base64.</summary>
internal sealed record BasicCredentials(string ClientId, string Secret)
{
    private const string Prefix = "Basic ";
    private const int Longest = 1024;

    /// <returns>Null without exactly one readable header.</returns>
    public static BasicCredentials? Of(HttpRequest request)
    {
        if (request.Headers.Authorization is not [{ Length: <= Longest } header] || !header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            return null;
        var bytes = new byte[Longest];
        if (!Convert.TryFromBase64String(header[Prefix.Length..].Trim(), bytes, out var length))
            return null;
        var parts = Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2);
        return parts is [{ Length: > 0 } id, { Length: > 0 } secret]
            ? new BasicCredentials(WebUtility.UrlDecode(id), WebUtility.UrlDecode(secret)) : null;
    }

    public override string ToString() => "***";
}
