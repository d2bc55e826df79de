using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Mfa.ServiceDefaults.Tokens;

/// <summary>
/// Checks the tokens of one class: ES256 only, its <c>typ</c>, issuer and audience, signed by one of the configured keys (RFC 8725).
/// Nothing in a token's header chooses a key that was not configured.
/// </summary>
public sealed class TokenVerifier
{
    private const int LongestToken = 4096;

    private static readonly JsonWebTokenHandler Handler = new() { MaximumTokenSizeInBytes = LongestToken, MapInboundClaims = false };

    private readonly TokenValidationParameters _parameters;

    public TokenVerifier(TokenClass tokens, string issuer, string audience, IEnumerable<SecurityKey> keys, TimeProvider time)
    {
        _parameters = new TokenValidationParameters
        {
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            ValidTypes = [tokens.Type],
            ValidIssuer = issuer,
            ValidAudience = audience,
            IssuerSigningKeys = keys,
            TryAllIssuerSigningKeys = false,
            RequireExpirationTime = true,
            RequireSignedTokens = true,
            ValidateLifetime = true,
            LifetimeValidator = (_, expires, _, _) => expires is { } end && end > time.GetUtcNow().UtcDateTime,
        };
    }

    /// <returns>The token, or null when anything about it is not right.</returns>
    public async ValueTask<JsonWebToken?> VerifyAsync(string token)
    {
        if (token.Length is 0 or > LongestToken)
            return null;
        var result = await Handler.ValidateTokenAsync(token, _parameters);
        return result.IsValid ? (JsonWebToken)result.SecurityToken : null;
    }
}
