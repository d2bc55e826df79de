using Mfa.Contracts;
using Mfa.Enrollments.Domain;
using Mfa.Enrollments.Storage;
using Mfa.InternalApi;
using Mfa.Outboxes;
using Mfa.ServiceDefaults.Secrets;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Enrollments;

/// <summary>Something that happened to a factor, by one of <see cref="FactorEvents"/>.</summary>
internal sealed record FactorChange(string Event, Factor Factor, string? Reason = null);

/// <summary>Something that happened to an account's recovery codes, by one of <see cref="FactorEvents"/>.</summary>
internal sealed record RecoveryEvent(string Event, string Realm, string AccountId, string RelyingParty, string Session, string? ChallengeId = null);

/// <summary>
/// Tells of changed factors: in the changing transaction it writes the raised version for Challenge and the audit events; after the commit it carries
/// the version over, and only when that is acknowledged does the change count as done.
/// </summary>
internal sealed class FactorChanges(EnrollmentDb db, OutboxCourier courier, EnrollmentMetrics metrics, TimeProvider time)
{
    private const string Challenge = "challenge";

    /// <summary>Adds the rows; saved with the caller's change.</summary>
    public void Write(FactorAccount account, string? relyingParty, params IEnumerable<FactorChange> changes)
    {
        db.Add(OutboxRow.Put(Challenge, ChallengeClient.FactorVersionPath(account.AccountId),
            new VersionRaise(account.Realm, account.Version, account.VersionBy), InternalJson.Default.VersionRaise, time));
        foreach (var change in changes)
            Tell(change, relyingParty, account.VersionBy);
    }

    /// <summary>Adds the audit event of what changes no factor that codes are checked with; saved with the caller's change.</summary>
    public void Tell(FactorChange change, string? relyingParty, string? session)
    {
        var factor = change.Factor;
        Add(new AuditEvent
        {
            Id = OpaqueId.New("evt_"),
            Type = change.Event,
            At = time.GetUtcNow().ToUnixTimeMilliseconds(),
            Realm = factor.Realm,
            AccountId = factor.AccountId,
            RelyingParty = relyingParty,
            Session = session,
            FactorId = factor.Id,
            Factor = factor.Type,
            Reason = change.Reason,
        });
    }

    /// <summary>Adds the audit event; saved with the caller's change.</summary>
    public void Tell(RecoveryEvent happened) => Add(new AuditEvent
    {
        Id = OpaqueId.New("evt_"),
        Type = happened.Event,
        At = time.GetUtcNow().ToUnixTimeMilliseconds(),
        Realm = happened.Realm,
        AccountId = happened.AccountId,
        RelyingParty = happened.RelyingParty,
        Session = happened.Session,
        ChallengeId = happened.ChallengeId,
        Factor = FactorTypes.Recovery,
    });

    /// <summary>Carries every version of the account that is still on its way, those of an earlier request too.</summary>
    /// <returns>False: Challenge has not acknowledged; the relay goes on, and old tokens may still be good for a moment.</returns>
    public async Task<bool> DeliverAsync(string accountId)
    {
        // The change is committed: whether its caller is still there decides nothing any more. Each hop and statement has its own limit.
        var path = ChallengeClient.FactorVersionPath(accountId);
        var rows = await db.Outbox.AsNoTracking().Where(row => row.Target == Challenge && row.Path == path).OrderBy(row => row.Id)
            .ToListAsync(CancellationToken.None);
        foreach (var row in rows)
        {
            if (!await courier.DeliverAsync(db, row, CancellationToken.None))
                return false;
        }

        return true;
    }

    private void Add(AuditEvent told)
    {
        db.Add(OutboxRow.ForBus(told, time));
        metrics.Changed(told.Type, told.Factor!);
    }
}

/// <summary>The types of audit events that this service tells; people are written to because of some of them.</summary>
internal static class FactorEvents
{
    public const string Confirmed = "factor.confirmed";

    /// <summary>The reason of a <see cref="Confirmed"/> of an account that never had a factor.</summary>
    public const string First = "first";

    public const string Replaced = "factor.replaced";
    public const string Removed = "factor.removed";
    public const string Revoked = "factor.revoked";

    /// <summary>The reason of a <see cref="Revoked"/> by the code of an operator's reset.</summary>
    public const string ByReset = "reset";

    /// <summary>An operator asked for a reset.</summary>
    public const string ResetRequested = "factor.reset-requested";

    /// <summary>There is a code, by one operator or by as many as the realm's policy wants.</summary>
    public const string ResetApproved = "factor.reset-approved";

    public const string Disabled = "factor.disabled";
    public const string Reinstated = "factor.reinstated";
    public const string KeyRotationStarted = "key-rotation.started";
    public const string KeyRotationFinished = "key-rotation.finished";
    public const string RevocationCodeIssued = "revocation-code.issued";
    public const string RecoveryCodesIssued = "recovery-codes.issued";
    public const string RecoveryCodeUsed = "recovery-code.used";
}
