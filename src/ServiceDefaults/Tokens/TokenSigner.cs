using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Mfa.ServiceDefaults.Tokens;

/// <summary>Makes the tokens of one class: always ES256, always with its <c>typ</c>.</summary>
public sealed class TokenSigner(TokenClass tokens, ECDsaSecurityKey key)
{
    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    private readonly SigningCredentials _credentials = new(key, SecurityAlgorithms.EcdsaSha256);

    /// <param name="claims">All claims, times as seconds since 1970.</param>
    public string Sign(IDictionary<string, object> claims) => Handler.CreateToken(new SecurityTokenDescriptor
    {
        Claims = claims,
        SigningCredentials = _credentials,
        TokenType = tokens.Type,
    });
}
