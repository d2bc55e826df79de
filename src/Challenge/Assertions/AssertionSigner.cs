using Mfa.Challenges.Domain;
using Mfa.Challenges.Storage;
using Mfa.InternalApi;
using Mfa.Realms;
using Mfa.ServiceDefaults.Keys;
using Mfa.ServiceDefaults.Secrets;
using Mfa.ServiceDefaults.Tokens;

namespace Mfa.Challenges.Assertions;

/// <summary>Makes assertions, the signed result for one relying party; nobody else can, and no service of ours accepts one.</summary>
internal sealed class AssertionSigner(KeyFolder keys)
{
    private readonly TokenSigner _signer = new(TokenClass.Assertion, keys.SigningKey("assertion"));

    public DisclosedText Sign(StoredChallenge challenge, Session session, Realm realm, string id)
    {
        var approvedAt = challenge.ApprovedAt!.Value / 1000;
        var claims = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["iss"] = realm.PublicUrl.OriginalString,
            ["sub"] = challenge.AccountId,
            ["aud"] = challenge.RelyingParty,
            ["iat"] = approvedAt,
            ["exp"] = approvedAt + realm.Lifetimes.Assertion,
            ["jti"] = id,
            ["auth_time"] = session.AuthTime,
            ["challenge"] = challenge.Id,
            ["purpose"] = challenge.Purpose,
            ["acr"] = AuthenticationContext.AcrOf(challenge.Kind),
            ["amr"] = AuthenticationContext.AmrOf(challenge.Kind, session.Method),
            ["mfa_method"] = AuthenticationContext.MethodOf(challenge.Kind),
            ["securityChangedAt"] = challenge.Purpose == "enrol" ? approvedAt : Math.Max(session.SecurityChangedAt, (challenge.ChangedAt ?? 0) / 1000),
        };
        if (challenge.Nonce is { } nonce)
            claims["nonce"] = nonce;
        return new DisclosedText(_signer.Sign(claims));
    }
}
