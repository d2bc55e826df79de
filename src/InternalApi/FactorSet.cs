namespace Mfa.InternalApi;

/// <summary>Everything Challenge needs to know of an account's factors: read from Enrollment, cached in the code store for minutes.</summary>
/// <param name="Version">Raised by Enrollment in every transaction that changes the set.</param>
/// <param name="ChangedBy">The session that made the last change, or null.</param>
/// <param name="ChangedAt">When that was, milliseconds since 1970; 0 for never.</param>
/// <param name="Owed">The account once had a confirmed factor and is never without a second factor again.</param>
/// <param name="WrongCodes">Wrong codes that still count, to seed counters the code store has lost.</param>
/// <param name="AccountVersion">Directory's number that <paramref name="Mailbox"/> was read with; 0 without a mailbox.</param>
/// <param name="Mailbox">Where codes of the e-mail factor go; null when the account has none.</param>
public sealed record FactorSet(
    string Realm, string AccountId, long Version, string? ChangedBy, long ChangedAt, bool Owed, int RecoveryCodesRemaining,
    IReadOnlyList<CachedFactor> Factors, IReadOnlyList<WrongCode> WrongCodes, CoolDown? CoolDown, long AccountVersion, Mailbox? Mailbox);

/// <param name="Type"><c>totp</c> or <c>email</c>.</param>
/// <param name="Status"><c>active</c> or <c>disabled</c>.</param>
/// <param name="Secret">The TOTP secret, sealed under the cache key for Challenge, base64; the associated data is <see cref="CachedSecret"/>'s.</param>
/// <param name="LastStep">The last accepted RFC 6238 step that Enrollment was told of.</param>
/// <param name="BornAt">When Challenge began the enrolment of this secret, milliseconds since 1970 on the store's clock.</param>
public sealed record CachedFactor(
    string Id, string Type, string Status, string Hint, string? Secret, string? Algorithm, int Digits, int? PeriodSeconds, long LastStep, long BornAt);

/// <summary>What binds a sealed secret to its place.</summary>
public static class CachedSecret
{
    public static string AssociatedData(string realm, string accountId, string factorId) => $"cached-secret|{realm}|{accountId}|{factorId}";
}

/// <summary>One guess that was looked at and wrong.</summary>
/// <param name="Id">The charge that counted it; unique.</param>
/// <param name="Kind"><c>totp</c>, <c>email</c>, or <c>enrol</c> for a pending app's own codes, which count for B1 and B2 only.</param>
/// <param name="At">Milliseconds since 1970 on the store's clock.</param>
public sealed record WrongCode(string Id, string Kind, string Session, long At);

/// <param name="Until">Milliseconds since 1970 on the store's clock.</param>
/// <param name="Level">How often it has doubled.</param>
public sealed record CoolDown(long Until, int Level);

/// <summary>What a sign-in's answer tells of the factors; no secret in it.</summary>
public sealed record FactorSummary(
    long Version, string? ChangedBy, long ChangedAt, bool Owed, int RecoveryCodesRemaining, IReadOnlyList<SummarisedFactor> Factors);

public sealed record SummarisedFactor(string Id, string Type, string Status, string Hint);
