using System.Security.Cryptography;
using Mfa.ServiceDefaults.Tokens;
using Microsoft.IdentityModel.Tokens;

namespace Mfa.Gateway.Tests.Infrastructure;

/// <summary>The key that signs access tokens, and the folder in which the gateway finds its public half.</summary>
internal sealed class Keys : IDisposable
{
    public const string Issuer = "https://mfa.test";

    private readonly ECDsa _access = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public Keys()
    {
        Folder = Directory.CreateTempSubdirectory("mfa-gateway-keys-").FullName;
        File.WriteAllText(Path.Combine(Folder, "access-1.pem"), PublicPem);
        Key = new ECDsaSecurityKey(_access);
        Key.KeyId = Base64UrlEncoder.Encode(Key.ComputeJwkThumbprint());
    }

    public string Folder { get; }

    public ECDsaSecurityKey Key { get; }

    public string PublicPem => _access.ExportSubjectPublicKeyInfoPem();

    public byte[] PublicBytes => _access.ExportSubjectPublicKeyInfo();

    /// <summary>An access token as Directory makes it; each part can be bent.</summary>
    public string AccessToken(
        string scope = "mfa.challenge mfa.enroll mfa.directory", string client = "rp_test", string issuer = Issuer, string audience = TokenClass.Audience,
        TokenClass? type = null, int lifeSeconds = 300, ECDsaSecurityKey? key = null)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        return new TokenSigner(type ?? TokenClass.Access, key ?? Key).Sign(new Dictionary<string, object>
        {
            ["iss"] = issuer,
            ["aud"] = audience,
            ["sub"] = client,
            ["client_id"] = client,
            ["realms"] = new[] { "hu-ugyfelkapu" },
            ["scope"] = scope,
            ["client_version"] = 1,
            ["jti"] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
            ["iat"] = now - 10,
            ["exp"] = now + lifeSeconds,
        });
    }

    public void Dispose()
    {
        _access.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
