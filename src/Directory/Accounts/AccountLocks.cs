using System.Data;
using Mfa.Directories.Audits;
using Mfa.Directories.Domain;
using Mfa.Directories.Storage;
using Mfa.InternalApi;
using Mfa.Outboxes;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Tokens;
using Mfa.Storage;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories.Accounts;

/// <summary>
/// Locks accounts and takes locks away. Either ends every session of the account before it answers. What is so already stays as it is: the same answer, and
/// nothing is written or told again.
/// </summary>
internal sealed class AccountLocks(DirectoryDb db, WriterTurns turns, OutboxCourier courier, TimeProvider time)
{
    public Task<Answer<AccountResource>> LockAsync(string id, string? reason, Caller caller, CancellationToken stop) =>
        ChangeAsync(id, reason, caller, AuditEvents.AccountLocked, (account, now) => account.Lock(now), stop);

    public Task<Answer<AccountResource>> UnlockAsync(string id, string? reason, Caller caller, CancellationToken stop) =>
        ChangeAsync(id, reason, caller, AuditEvents.AccountUnlocked, (account, now) => account.Unlock(now), stop);

    private async Task<Answer<AccountResource>> ChangeAsync(
        string id, string? reason, Caller caller, string happened, Func<Account, DateTimeOffset, bool> change, CancellationToken stop)
    {
        if (new RequestErrors().RequireReason(reason) is { Any: true } errors)
            return new(null, errors.ToProblem());
        Account? account;
        using (await turns.TakeAsync(stop))
        {
            await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.Serializable, stop);
            account = await db.Accounts.SeenByAsync(caller, id, stop);
            if (account is null)
                return new(null, Problem.NotFound());
            if (change(account, time.GetUtcNow()))
                db.AddRange(VersionRaises.Row(account, time), AuditEvents.Row(happened, time, caller.ClientId, account.Realm, account.Id, reason: reason));
            await db.SaveChangesAsync(stop);
            await transaction.CommitAsync(stop);
        }

        return await courier.DeliverVersionsAsync(db, account.Id, stop)
            ? new(AccountResource.Of(account, null), null) : new(null, Problem.Unavailable("challenge"));
    }
}
