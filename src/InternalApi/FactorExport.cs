namespace Mfa.InternalApi;

/// <summary>What Enrollment holds of an account, as its person is given it.</summary>
/// <param name="Owed">The account once had a confirmed factor.</param>
/// <param name="Factors">All that are kept, also those that have ended or were never confirmed.</param>
/// <param name="RecoveryCodes">Those that are left and those that were used, without the codes.</param>
/// <param name="WrongCodes">Wrong codes that still count.</param>
public sealed record FactorExport(
    bool Owed, DateTimeOffset? ChangedAt, IReadOnlyList<ExportedFactor> Factors, IReadOnlyList<ExportedRecoveryCode> RecoveryCodes,
    IReadOnlyList<ExportedWrongCode> WrongCodes);

/// <param name="Status"><c>proof-required</c>, <c>pending</c>, <c>active</c>, <c>disabled</c>, <c>ended</c> or <c>superseded</c>.</param>
/// <param name="Algorithm">Of an app.</param>
/// <param name="HasRevocationCode">There is a code that removes it.</param>
public sealed record ExportedFactor(
    string Id, string Type, string Status, string Hint, string? Algorithm, bool HasRevocationCode, DateTimeOffset CreatedAt, DateTimeOffset? ConfirmedAt,
    DateTimeOffset? LastUsedAt, DateTimeOffset? DisabledAt, DateTimeOffset? EndedAt);

public sealed record ExportedRecoveryCode(DateTimeOffset CreatedAt, DateTimeOffset? UsedAt);

/// <param name="Kind"><c>totp</c>, <c>email</c>, or <c>enrol</c> for a pending app's own codes.</param>
public sealed record ExportedWrongCode(string Kind, DateTimeOffset At);
