using Mfa.Directories.Domain;
using Mfa.Directories.Storage;
using Mfa.Realms;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories.Accounts;

/// <summary>
/// Names of erased accounts, which nobody is given for a while: whoever knew the person by the name must not meet a stranger under it. Within the caller's
/// serialised transaction.
/// </summary>
internal sealed class ReservedIdentifiers(DirectoryDb db, DirectoryKeys keys, TimeProvider time)
{
    public async Task ReserveAsync(Account account, Realm realm, CancellationToken stop)
    {
        await ReleaseAsync(account, stop);
        var until = time.GetUtcNow().AddSeconds(realm.Lifetimes.ReservedIdentifier);
        db.AddRange(account.Identifiers.Select(identifier =>
            new ReservedIdentifier { Hash = HashOf(keys.Hash.Current, realm.Id, identifier.Normalised), Until = until }));
    }

    public Task<bool> HasOneOfAsync(Account account, CancellationToken stop)
    {
        var (hashes, now) = (HashesOf(account), time.GetUtcNow());
        return db.ReservedIdentifiers.AnyAsync(reserved => hashes.Contains(reserved.Hash) && reserved.Until > now, stop);
    }

    /// <summary>Of an account that may have them: its person has come back, or their time is over.</summary>
    public Task ReleaseAsync(Account account, CancellationToken stop)
    {
        var hashes = HashesOf(account);
        return db.ReservedIdentifiers.Where(reserved => hashes.Contains(reserved.Hash)).ExecuteDeleteAsync(stop);
    }

    /// <summary>Under every version of the key that is deployed: one may have been reserved before the last rotation.</summary>
    private string[] HashesOf(Account account) =>
    [
        .. from version in Enumerable.Range(1, keys.Hash.Current)
           where keys.Hash.Has(version)
           from identifier in account.Identifiers
           select HashOf(version, account.Realm, identifier.Normalised),
    ];

    private string HashOf(int version, string realm, string normalised) =>
        Convert.ToHexStringLower(keys.Hash.Mac(version, "reserved-identifier", realm, normalised));
}
