using Mfa.Directories.Domain;
using Mfa.InternalApi;
using Mfa.Realms;
using Mfa.ServiceDefaults.Keys;
using Mfa.ServiceDefaults.Secrets;
using Mfa.ServiceDefaults.Tokens;

namespace Mfa.Directories.Tokens;

/// <summary>Makes sign-in tokens: proof of the first factor, and the beginning of a session.</summary>
internal sealed class SignInTokens(KeyFolder keys, TimeProvider time)
{
    /// <summary>A password was shown.</summary>
    public const string Password = "pwd";

    /// <summary>A password and a revocation code were shown.</summary>
    public const string Revocation = "rc";

    /// <summary>An electronic signature was shown.</summary>
    public const string Signature = "sc";

    private readonly TokenSigner _signer = new(TokenClass.SignIn, keys.SigningKey("sign-in"));

    public SignInToken Begin(Account account, Realm realm, string relyingParty, string method, FactorSummary factors)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var session = OpaqueId.New("sid_");
        var expires = now + (method is Password ? realm.Lifetimes.SignInToken : realm.Lifetimes.EnrolmentToken);
        var token = _signer.Sign(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["iss"] = "directory",
            ["aud"] = TokenClass.Audience,
            ["sub"] = account.Id,
            ["realm"] = account.Realm,
            ["azp"] = relyingParty,
            ["sid"] = session,
            ["jti"] = OpaqueId.New("sit_"),
            ["method"] = method,
            ["fv"] = factors.Version,
            ["av"] = account.Version,
            ["sca"] = Math.Max(account.SecurityChangedAt.ToUnixTimeSeconds(), factors.ChangedAt / 1000),
            ["auth_time"] = now,
            ["iat"] = now,
            ["exp"] = expires,
        });
        return new SignInToken(new DisclosedText(token), session, DateTimeOffset.FromUnixTimeSeconds(expires));
    }
}

internal sealed record SignInToken(DisclosedText Text, string Session, DateTimeOffset ExpiresAt);
