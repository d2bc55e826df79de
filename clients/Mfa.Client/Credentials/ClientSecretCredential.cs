using System.Net.Http.Headers;
using System.Text;

namespace Mfa.Client;

/// <summary>A shared secret, sent in the header (RFC 6749 §2.3.1, <c>client_secret_basic</c>).</summary>
public sealed class ClientSecretCredential : ClientCredential
{
    private readonly AuthenticationHeaderValue _header;

    /// <param name="clientId">The client's id, <c>rp_…</c>.</param>
    /// <param name="clientSecret">Its secret.</param>
    public ClientSecretCredential(string clientId, string clientSecret)
        : base(clientId)
    {
        ArgumentException.ThrowIfNullOrEmpty(clientSecret);
        var pair = $"{Uri.EscapeDataString(clientId)}:{Uri.EscapeDataString(clientSecret)}";
        _header = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
    }

    /// <inheritdoc/>
    internal override void Prove(HttpRequestMessage request, IDictionary<string, string> form, Uri endpoint, TimeProvider time) =>
        request.Headers.Authorization = _header;
}
