using Mfa.Contracts;
using Mfa.Directories.Audits;
using Mfa.Directories.Domain;
using Mfa.Directories.Storage;
using Mfa.InternalApi;
using Mfa.Outboxes;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories.Accounts;

/// <summary>
/// What belongs to the end of an account, in the transaction of whoever ends it. With the commit the account is no more; until the other services have
/// acknowledged, its <see cref="Erasure"/> and the messages to them remain.
/// </summary>
internal static class AccountErasing
{
    /// <param name="account">Not tracked.</param>
    /// <param name="by">The relying party that asked; null: nobody, its time was over.</param>
    /// <returns>The end of its sessions, on its way to Challenge.</returns>
    public static Task<OutboxRow> EraseAsync(
        this DirectoryDb db, Account account, string reason, string? by, TimeProvider time, CancellationToken stop) =>
        db.EraseAsync(account, AuditEvents.Of(AuditEvents.AccountErased, time.GetUtcNow(), by, account.Realm, account.Id, reason: reason), time, stop);

    /// <param name="account">Not tracked.</param>
    /// <param name="happened">Who erases it, and why.</param>
    /// <returns>The end of its sessions, on its way to Challenge.</returns>
    public static async Task<OutboxRow> EraseAsync(this DirectoryDb db, Account account, AuditEvent happened, TimeProvider time, CancellationToken stop)
    {
        var proofs = await db.PendingAddresses.Where(p => p.AccountId == account.Id && p.ConfirmedAt == null).Select(p => p.ChallengeId).ToListAsync(stop);
        await db.Accounts.Where(a => a.Id == account.Id).ExecuteDeleteAsync(stop);
        var ended = VersionRaises.LastRow(account, time);
        db.AddRange(ended, happened.ToRow(time));
        db.AddRange(Told(account.Id, account.Realm, proofs, time));
        return ended;
    }

    /// <summary>That it is being erased, and the word to those who hold something of it.</summary>
    public static IEnumerable<object> Told(string accountId, string realm, List<string> proofs, TimeProvider time)
    {
        var erasure = new AccountErasure(realm, proofs.Count > 0 ? proofs : null);
        return
        [
            new Erasure { AccountId = accountId, Realm = realm, At = time.GetUtcNow() },
            OutboxRow.Put("enrollment", EnrollmentClient.ErasurePath(accountId), erasure, InternalJson.Default.AccountErasure, time),
            OutboxRow.Put("challenge", ChallengeClient.ErasurePath(accountId), erasure, InternalJson.Default.AccountErasure, time),
        ];
    }
}
