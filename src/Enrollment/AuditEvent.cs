using Mfa.Enrollments.Domain;
using Mfa.Outboxes;
using Mfa.ServiceDefaults.Secrets;

namespace Mfa.Enrollments;

/// <summary>What happened to a factor, by whose call: ids only. It leaves over the bus after the change it belongs to.</summary>
/// <param name="At">Milliseconds since 1970.</param>
/// <param name="RelyingParty">Who asked for it; null when nobody did, as <paramref name="Session"/>.</param>
/// <param name="Factor">Its type.</param>
internal sealed record AuditEvent(
    string Id, string Type, long At, string Realm, string AccountId, string? RelyingParty, string? Session, string FactorId, string Factor)
{
    public const string Confirmed = "factor.confirmed";
    public const string Replaced = "factor.replaced";
    public const string Removed = "factor.removed";
    public const string Disabled = "factor.disabled";
    public const string Reinstated = "factor.reinstated";

    private const string Message = "audit-event";

    public static OutboxRow Row(string type, TimeProvider time, Factor factor, string? relyingParty, string? session) => OutboxRow.ForBus(
        Message,
        new AuditEvent(OpaqueId.New("evt_"), type, time.GetUtcNow().ToUnixTimeMilliseconds(), factor.Realm, factor.AccountId, relyingParty, session,
            factor.Id, factor.Type),
        EnrollmentJson.Default.AuditEvent, time);
}
