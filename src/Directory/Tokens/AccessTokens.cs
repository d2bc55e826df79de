using Mfa.Directories.Domain;
using Mfa.ServiceDefaults.Keys;
using Mfa.ServiceDefaults.Secrets;
using Mfa.ServiceDefaults.Tokens;

namespace Mfa.Directories.Tokens;

/// <summary>Makes the access tokens of relying parties (<c>at+jwt</c>, RFC 9068).</summary>
internal sealed class AccessTokens(KeyFolder keys, IConfiguration configuration, TimeProvider time)
{
    public const int LifeSeconds = 300;

    private readonly TokenSigner _signer = new(TokenClass.Access, keys.SigningKey("access"));
    private readonly string _issuer = configuration["PublicUrl"]!;

    public DisclosedText Make(RelyingParty client, IEnumerable<string> scopes)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        return new DisclosedText(_signer.Sign(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["iss"] = _issuer,
            ["aud"] = TokenClass.Audience,
            ["sub"] = client.Id,
            ["client_id"] = client.Id,
            ["client_version"] = client.ClientVersion,
            ["realms"] = client.Realms.ToArray(),
            ["scope"] = string.Join(' ', scopes),
            ["jti"] = OpaqueId.New("at_"),
            ["iat"] = now,
            ["exp"] = now + LifeSeconds,
        }));
    }
}
