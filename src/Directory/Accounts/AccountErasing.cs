using Mfa.Directories.Audits;
using Mfa.Directories.Domain;
using Mfa.Directories.Storage;
using Mfa.InternalApi;
using Mfa.Outboxes;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories.Accounts;

/// <summary>What belongs to the end of an account, in the transaction of whoever ends it.</summary>
internal static class AccountErasing
{
    /// <param name="account">Not tracked.</param>
    /// <param name="by">The relying party that asked; null: nobody, its time was over.</param>
    /// <returns>The end of its sessions, on its way to Challenge.</returns>
    public static async Task<OutboxRow> EraseAsync(
        this DirectoryDb db, Account account, string reason, string? by, TimeProvider time, CancellationToken stop)
    {
        await db.Accounts.Where(a => a.Id == account.Id).ExecuteDeleteAsync(stop);
        var ended = VersionRaises.LastRow(account, time);
        db.AddRange(ended, Told(account.Id, account.Realm, time), AuditEvents.Row(AuditEvents.AccountErased, time, by, account.Realm, account.Id, reason: reason));
        return ended;
    }

    /// <summary>Enrollment destroys what it holds of the account.</summary>
    public static OutboxRow Told(string accountId, string realm, TimeProvider time) => OutboxRow.Put(
        "enrollment", EnrollmentClient.ErasurePath(accountId), new AccountErasure(realm), InternalJson.Default.AccountErasure, time);
}
