namespace Mfa.Client;

/// <summary>How a client proves at the token endpoint who it is: <see cref="ClientSecretCredential"/> or <see cref="PrivateKeyJwtCredential"/>.</summary>
public abstract class ClientCredential
{
    private protected ClientCredential(string clientId)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(clientId);
        ClientId = clientId;
    }

    /// <summary>The client's id, <c>rp_…</c>; assertions name it as their audience.</summary>
    public string ClientId { get; }

    /// <summary>Adds the proof to a request for a token; each request needs one of its own.</summary>
    internal abstract void Prove(HttpRequestMessage request, IDictionary<string, string> form, Uri endpoint, TimeProvider time);
}
