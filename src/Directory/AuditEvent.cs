using Mfa.Outboxes;
using Mfa.ServiceDefaults.Secrets;

namespace Mfa.Directories;

/// <summary>What happened, to whom, by whose call: ids only. It leaves over the bus after the change it belongs to.</summary>
/// <param name="At">Milliseconds since 1970.</param>
internal sealed record AuditEvent(
    string Id, string Type, long At, string? Realm, string? AccountId, string? RelyingParty, string? Session, string? Reason)
{
    public const string AccountCreated = "account.created";
    public const string AccountUpdated = "account.updated";
    public const string SignIn = "sign-in";
    public const string PasswordCheck = "password-check";
    public const string PasswordChanged = "password.changed";
    public const string RelyingPartyChanged = "relying-party.changed";

    private const string Message = "audit-event";

    public static OutboxRow Row(
        string type, TimeProvider time, string? relyingParty, string? realm = null, string? accountId = null, string? session = null,
        string? reason = null) =>
        OutboxRow.ForBus(
            Message,
            new AuditEvent(OpaqueId.New("evt_"), type, time.GetUtcNow().ToUnixTimeMilliseconds(), realm, accountId, relyingParty, session, reason),
            DirectoryJson.Default.AuditEvent, time);
}
