using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Mfa.Client;

/// <summary>A key of the client's own (RFC 7523, <c>private_key_jwt</c>, ES256): the service knows only its public half.</summary>
public sealed class PrivateKeyJwtCredential : ClientCredential
{
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private static readonly TimeSpan Life = TimeSpan.FromSeconds(60);

    private readonly SigningCredentials _signing;

    /// <param name="clientId">The client's id, <c>rp_…</c>.</param>
    /// <param name="key">An EC P-256 private key; it stays the caller's to dispose.</param>
    /// <param name="keyId">The <c>kid</c> it is registered with; its RFC 7638 thumbprint unless it is given.</param>
    public PrivateKeyJwtCredential(string clientId, ECDsa key, string? keyId = null)
        : base(clientId)
    {
        ArgumentNullException.ThrowIfNull(key);
        PublicKey = PublicKey.Of(key, keyId);
        // A key that is not cached is not kept beyond the credential.
        _signing = new SigningCredentials(new ECDsaSecurityKey(key) { KeyId = PublicKey.Kid }, SecurityAlgorithms.EcdsaSha256)
        {
            CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false },
        };
    }

    /// <summary>The public half, as it is registered in <c>jwks</c>.</summary>
    public PublicKey PublicKey { get; }

    /// <summary>Reads the key from PEM (PKCS#8 or SEC 1).</summary>
    /// <param name="clientId">The client's id, <c>rp_…</c>.</param>
    /// <param name="pem">The private key's PEM text.</param>
    /// <param name="keyId">The <c>kid</c> it is registered with; its RFC 7638 thumbprint unless it is given.</param>
    /// <returns>A credential that keeps the key until the process ends.</returns>
    public static PrivateKeyJwtCredential FromPem(string clientId, string pem, string? keyId = null)
    {
        var key = ECDsa.Create();
        key.ImportFromPem(pem);
        return new PrivateKeyJwtCredential(clientId, key, keyId);
    }

    /// <inheritdoc/>
    internal override void Prove(HttpRequestMessage request, IDictionary<string, string> form, Uri endpoint, TimeProvider time)
    {
        var now = time.GetUtcNow().UtcDateTime;
        form["client_assertion_type"] = AssertionType;
        form["client_assertion"] = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = ClientId,
            Audience = endpoint.ToString(),
            IssuedAt = now,
            Expires = now + Life,
            Claims = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["sub"] = ClientId,
                ["jti"] = RandomNumberGenerator.GetHexString(32, lowercase: true),
            },
            SigningCredentials = _signing,
        });
    }
}
