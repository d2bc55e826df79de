using System.Globalization;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Mfa.Samples.Demo;

/// <summary>What a relying party checks before it lets anybody in.</summary>
internal static class AssertionCheck
{
    private const int LongestLife = 120;

    /// <returns>The checked claims, in a few words.</returns>
    /// <exception cref="StepFailedException">The assertion is not one for this sign-in.</exception>
    public static async Task<string> VerifyAsync(string assertion, string keySet, Target target, Person person, string method)
    {
        var result = await new JsonWebTokenHandler { MapInboundClaims = false }.ValidateTokenAsync(assertion, new TokenValidationParameters
        {
            IssuerSigningKeys = new JsonWebKeySet(keySet).GetSigningKeys(),
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            ValidTypes = ["mfa-assertion+jwt"],
            ValidIssuer = person.Realm.Issuer,
            ValidAudience = target.ClientId,
            ClockSkew = TimeSpan.FromSeconds(5),
        });
        if (!result.IsValid)
            throw new StepFailedException($"the assertion is not valid: {result.Exception.Message}");

        var token = (JsonWebToken)result.SecurityToken;
        Same("sub", person.AccountId);
        Same("nonce", person.Nonce);
        var acr = method == "totp" ? "mfa:3" : "mfa:2";
        Same("acr", acr);
        Same("mfa_method", method);
        var life = (token.ValidTo - token.IssuedAt).TotalSeconds;
        if (life > LongestLife)
            throw new StepFailedException($"the assertion lives {life} s");
        return string.Create(CultureInfo.InvariantCulture, $"{token.Alg} {token.Typ}, acr {acr}, nonce ours, {life:0} s");

        void Same(string claim, string expected)
        {
            if (!token.TryGetPayloadValue<string>(claim, out var value) || value != expected)
                throw new StepFailedException($"the assertion's {claim} is not {expected}");
        }
    }
}
