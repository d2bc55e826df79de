using System.Text.Json.Serialization;
using Mfa.Directories.Audits;
using Mfa.Directories.Domain;
using Mfa.Directories.Notices;
using Mfa.InternalApi;

namespace Mfa.Directories;

/// <summary>Everything that is held about a person: what an account is, how it is protected, and what happened. No password, secret, key or hash of
/// one; and no challenge, which lives for minutes and stands among the events.</summary>
internal sealed record AccountExport(
    DateTimeOffset ExportedAt, ExportedAccount Account, FactorExport SecondFactors, IReadOnlyList<ExportedNotice> Notices, IReadOnlyList<ExportedEvent> Events);

/// <param name="PendingEmail">An address that waits for its confirmation.</param>
/// <param name="HasPassword">The password itself is not kept.</param>
/// <param name="ConfirmBefore">Of an address nobody has confirmed: until then it is, or the account is erased.</param>
/// <param name="ProvisionalUntil">Of an account that a signature made: until then it has a second factor, or it is erased.</param>
internal sealed record ExportedAccount(
    string Id, string Realm, IReadOnlyList<IdentifierResource> Identifiers, string? Email, bool EmailVerified, ExportedAddress? PendingEmail, string? DisplayName,
    string Locale, string Status, bool HasPassword, DateTimeOffset CreatedAt, DateTimeOffset SecurityChangedAt, DateTimeOffset? ConfirmBefore,
    DateTimeOffset? ProvisionalUntil)
{
    public static ExportedAccount Of(Account account, PendingAddress? pending)
    {
        var told = AccountResource.Of(account, null);
        return new ExportedAccount(
            told.Id, told.Realm, told.Identifiers, told.Email, told.EmailVerified, pending is null ? null : new(pending.Address, pending.ExpiresAt),
            told.DisplayName, told.Locale, told.Status, account.PasswordHash is not null, told.CreatedAt, told.SecurityChangedAt, account.ConfirmBefore,
            account.ProvisionalUntil);
    }
}

internal sealed record ExportedAddress(string Address, DateTimeOffset ExpiresAt);

/// <param name="Template">What the mail told, as <c>password-changed</c>.</param>
/// <param name="SentAt">Null: it waits.</param>
internal sealed record ExportedNotice(string Template, DateTimeOffset At, DateTimeOffset? SentAt)
{
    public static ExportedNotice Of(Notice notice) => new(notice.Template, notice.At, notice.SentAt);
}

/// <param name="RelyingParty">The name of the one that asked for it; null when nobody did, or an operator.</param>
/// <param name="Reason">A word that tells two events of a type apart, or an operator's reason.</param>
internal sealed record ExportedEvent(
    string Id, string Type, DateTimeOffset At, string? RelyingParty,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Session,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ChallengeId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? FactorId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Factor,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Purpose,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason)
{
    public static ExportedEvent Of(AuditEntry entry, IReadOnlyDictionary<string, string> names) => new(
        entry.Id, entry.Type, entry.At, entry.RelyingParty is { } asker ? names.GetValueOrDefault(asker) : null, entry.Session, entry.ChallengeId,
        entry.FactorId, entry.Factor, entry.Purpose, entry.Reason);
}
