namespace Mfa.InternalApi;

/// <summary>A relying party as Directory owns it and the others keep a copy.</summary>
/// <param name="Status"><c>active</c> or <c>disabled</c>.</param>
/// <param name="ClientVersion">Raised by every change; an access token with another one is refused.</param>
public sealed record RelyingPartyRecord(
    string Id, string Name, IReadOnlyList<string> Realms, IReadOnlyList<string> Scopes, IReadOnlyList<RegisteredService> Services,
    RelyingPartyPolicy Policy, bool MayVouchForEmail, string Status, int ClientVersion);

/// <summary>A service people sign in to, by its key and its name per locale.</summary>
public sealed record RegisteredService(string Key, IReadOnlyDictionary<string, string> Names);

/// <param name="Factors">Kinds it accepts: <c>totp</c>, <c>email</c>, <c>recovery</c>, and <c>none</c> before a realm's date.</param>
/// <param name="MinimumAcr"><c>mfa:1</c> to <c>mfa:3</c>, or null.</param>
/// <param name="MaxOpenChallenges">Of one account; null: the realm's.</param>
public sealed record RelyingPartyPolicy(IReadOnlyList<string> Factors, string? MinimumAcr, int? MaxOpenChallenges);
