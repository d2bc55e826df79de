using Mfa.Enrollments.Domain;
using Mfa.Enrollments.Storage;
using Mfa.InternalApi;
using Mfa.Outboxes;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Enrollments;

/// <summary>
/// Tells of changed factors: in the changing transaction it writes the raised version for Challenge and the audit events; after the commit it carries
/// the version over, and only when that is acknowledged does the change count as done.
/// </summary>
internal sealed class FactorChanges(EnrollmentDb db, OutboxCourier courier, EnrollmentMetrics metrics, TimeProvider time)
{
    private const string Challenge = "challenge";

    /// <summary>Adds the rows; saved with the caller's change.</summary>
    public void Write(FactorAccount account, string? relyingParty, IEnumerable<(string Event, Factor Factor)> changes)
    {
        db.Add(OutboxRow.Put(Challenge, ChallengeClient.FactorVersionPath(account.AccountId),
            new VersionRaise(account.Realm, account.Version, account.VersionBy), InternalJson.Default.VersionRaise, time));
        foreach (var (name, factor) in changes)
        {
            db.Add(AuditEvent.Row(name, time, factor, relyingParty, account.VersionBy));
            metrics.Changed(name, factor.Type);
        }
    }

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
}
