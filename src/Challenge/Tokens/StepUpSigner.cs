using Mfa.Challenges.Domain;
using Mfa.InternalApi;
using Mfa.Realms;
using Mfa.ServiceDefaults.Keys;
using Mfa.ServiceDefaults.Secrets;
using Mfa.ServiceDefaults.Tokens;

namespace Mfa.Challenges.Tokens;

/// <summary>Makes step-up tokens: the session of a sign-in that has just proved a factor, for five minutes of changes.</summary>
internal sealed class StepUpSigner(KeyFolder keys)
{
    private readonly TokenSigner _signer = new(TokenClass.StepUp, keys.SigningKey("step-up"));

    /// <param name="id">The same for the same approval, so that a repeated answer is the same token.</param>
    /// <param name="approvedAt">Seconds since 1970 on the store's clock.</param>
    public DisclosedText Sign(Session session, string kind, string id, long approvedAt, Lifetimes lifetimes) =>
        new(_signer.Sign(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["iss"] = "challenge",
            ["aud"] = TokenClass.Audience,
            ["sub"] = session.AccountId,
            ["realm"] = session.Realm,
            ["azp"] = session.RelyingParty,
            ["sid"] = session.Id,
            ["jti"] = id,
            ["method"] = session.Method,
            ["factor"] = AuthenticationContext.MethodOf(kind),
            ["fv"] = session.FactorVersion,
            ["av"] = session.AccountVersion,
            ["sca"] = session.SecurityChangedAt,
            ["auth_time"] = session.AuthTime,
            ["iat"] = approvedAt,
            ["exp"] = approvedAt + lifetimes.StepUpToken,
        }));
}
