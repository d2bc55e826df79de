using Mfa.ServiceDefaults.Secrets;

namespace Mfa.InternalApi;

/// <summary>Asks Challenge, the one judge, whether a sign-in or step-up token is good now.</summary>
/// <param name="Class"><c>sign-in</c> or <c>step-up</c>.</param>
public sealed record TokenCheck(string Class, DisclosedText Token, string Realm, string AccountId, string RelyingParty);

/// <summary>The session a good token stands for.</summary>
/// <param name="Method"><c>pwd</c>, <c>sc</c> or <c>rc</c>.</param>
/// <param name="FactorVersion">The factor set's version the token was made with.</param>
/// <param name="AccountVersion">The account's version the token was made with.</param>
/// <param name="IssuedAt">Seconds since 1970, as <paramref name="ExpiresAt"/>, <paramref name="AuthTime"/> and <paramref name="SecurityChangedAt"/>.</param>
/// <param name="Factor">Step-up only: the kind that was proved.</param>
public sealed record Session(
    string Realm, string AccountId, string RelyingParty, string Id, string Method, string TokenId, long IssuedAt, long ExpiresAt, long AuthTime,
    long FactorVersion, long AccountVersion, long SecurityChangedAt, string? Factor);
