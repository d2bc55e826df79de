using Mfa.Enrollments.Storage;
using Mfa.InternalApi;
using Mfa.Realms;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Secrets;
using Mfa.ServiceDefaults.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;

namespace Mfa.Enrollments;

/// <summary>Finds the realm of an account among those the caller has: by the rows here, or for an account without any by asking Directory.</summary>
internal sealed class AccountRealms(EnrollmentDb db, DirectoryClient directory, RealmCatalog realms, KnownAccounts known)
{
    /// <returns>Null: the account is unknown, or in a realm the caller does not have.</returns>
    public async Task<Realm?> FindAsync(string accountId, Caller caller, CancellationToken stop)
    {
        if (!OpaqueId.IsWellFormed(accountId, "acc_"))
            return null;
        var own = await db.Accounts.AsNoTracking().Where(account => account.AccountId == accountId).Select(account => account.Realm).ToListAsync(stop);
        // Neither what was remembered of an erased account outlives it, nor what was on its way then.
        var erased = await db.Erasures.AnyAsync(erasure => caller.Realms.Contains(erasure.Realm) && erasure.AccountId == accountId, stop);
        if (erased)
            return null;
        return realms.Find(own.Count > 0 ? own.FirstOrDefault(caller.Sees) : await AskAsync(accountId, caller, stop));
    }

    private async Task<string?> AskAsync(string accountId, Caller caller, CancellationToken stop)
    {
        if (known.RealmOf(accountId) is { } remembered)
            return caller.Sees(remembered) ? remembered : null;
        foreach (var realm in caller.Realms.Where(realm => realms.Find(realm) is not null))
        {
            var answer = await directory.GetAccountAsync(realm, accountId, stop);
            if (answer.Value is not null)
            {
                known.Remember(accountId, realm);
                return realm;
            }

            if (answer.Problem?.Kind != ProblemKind.NotFound)
                throw new DependencyUnavailableException("directory");
        }

        return null;
    }
}

/// <summary>Realms of accounts that Directory has told of, for as long as an enrolment takes to begin.</summary>
internal sealed class KnownAccounts : IDisposable
{
    private const int Most = 20_000;
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(30);

    private readonly MemoryCache _realms = new(new MemoryCacheOptions { SizeLimit = Most });

    public string? RealmOf(string accountId) => _realms.Get<string>(accountId);

    public void Remember(string accountId, string realm) =>
        _realms.Set(accountId, realm, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Life });

    public void Dispose() => _realms.Dispose();
}
