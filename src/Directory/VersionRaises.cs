using Mfa.Directories.Domain;
using Mfa.Directories.Storage;
using Mfa.InternalApi;
using Mfa.Outboxes;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories;

/// <summary>An account's raised version on its way to Challenge: a row of the changing transaction, carried over before the change is answered.</summary>
internal static class VersionRaises
{
    private const string Challenge = "challenge";

    public static OutboxRow Row(Account account, TimeProvider time) => Row(account, account.Version, account.ChangedBy, time);

    /// <summary>Of an account that is no more: a version past its last, raised by nobody.</summary>
    public static OutboxRow LastRow(Account account, TimeProvider time) => Row(account, account.Version + 1, null, time);

    /// <summary>Whatever of this account's versions has not arrived yet, also of an earlier request whose answer was lost.</summary>
    /// <returns>False: it was not acknowledged in time; the relay goes on trying.</returns>
    public static async Task<bool> DeliverVersionsAsync(this OutboxCourier courier, DirectoryDb db, string accountId, CancellationToken stop)
    {
        var path = ChallengeClient.AccountVersionPath(accountId);
        foreach (var raise in await db.Outbox.AsNoTracking().Where(row => row.Target == Challenge && row.Path == path).ToListAsync(stop))
        {
            if (!await courier.DeliverAsync(db, raise, stop))
                return false;
        }

        return true;
    }

    private static OutboxRow Row(Account account, long number, string? by, TimeProvider time) => OutboxRow.Put(
        Challenge, ChallengeClient.AccountVersionPath(account.Id), new VersionRaise(account.Realm, number, by), InternalJson.Default.VersionRaise, time);
}
