using Mfa.Contracts;
using Mfa.Outboxes;
using Mfa.ServiceDefaults.Secrets;

namespace Mfa.Directories.Audits;

/// <summary>The types of Directory's own audit events. What happened leaves over the bus after the change it belongs to, and comes back to be kept.</summary>
internal static class AuditEvents
{
    public const string AccountCreated = "account.created";
    public const string AccountUpdated = "account.updated";
    public const string AccountLocked = "account.locked";
    public const string AccountUnlocked = "account.unlocked";
    public const string AccountExported = "account.exported";
    public const string AccountErased = "account.erased";

    /// <summary>Every service has destroyed what it held of the account.</summary>
    public const string ErasureCompleted = "account.erasure-completed";

    public const string SignIn = "sign-in";
    public const string PasswordCheck = "password-check";
    public const string PasswordChanged = "password.changed";
    public const string EmailChangeBegun = "email.change-begun";
    public const string EmailChanged = "email.changed";
    public const string EmailConfirmed = "email.confirmed";
    public const string SessionsEnded = "sessions.ended";
    public const string NoticeDelayed = "notice.delayed";
    public const string SignatureRefused = "signature.refused";
    public const string MailTestRequested = "mail-test.requested";
    public const string MailTestDelivered = "mail-test.delivered";
    public const string MailTestFailed = "mail-test.failed";
    public const string RelyingPartyCreated = "relying-party.created";
    public const string RelyingPartyChanged = "relying-party.changed";
    public const string RelyingPartyDisabled = "relying-party.disabled";
    public const string RelyingPartyEnabled = "relying-party.enabled";
    public const string ClientSecretRotated = "client-secret.rotated";

    /// <summary>What comes after <see cref="SignIn"/> and <see cref="PasswordCheck"/>.</summary>
    public const string Succeeded = ".succeeded";
    public const string Failed = ".failed";

    public static AuditEvent Of(
        string type, DateTimeOffset at, string? relyingParty, string? realm = null, string? accountId = null, string? session = null,
        string? reason = null) => new()
        {
            Id = OpaqueId.New("evt_"),
            Type = type,
            At = at.ToUnixTimeMilliseconds(),
            Realm = realm,
            AccountId = accountId,
            RelyingParty = relyingParty,
            Session = session,
            Reason = reason,
        };

    public static OutboxRow ToRow(this AuditEvent happened, TimeProvider time) =>
        OutboxRow.ForBus(nameof(AuditEvent), happened, ContractsJson.Default.AuditEvent, time);

    public static OutboxRow Row(
        string type, TimeProvider time, string? relyingParty, string? realm = null, string? accountId = null, string? session = null,
        string? reason = null) =>
        Of(type, time.GetUtcNow(), relyingParty, realm, accountId, session, reason).ToRow(time);
}
