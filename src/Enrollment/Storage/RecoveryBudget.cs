using Mfa.Enrollments.Domain;
using Mfa.Realms;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Secrets;
using Mfa.Storage;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Enrollments.Storage;

/// <summary>
/// The budget of recovery, revocation and reset codes: a guess is counted, and that is committed, before it is looked at. Only after a right password.
/// </summary>
internal sealed class RecoveryBudget(EnrollmentDb db, WriterTurns turns, TimeProvider time)
{
    private const string Name = "recovery-codes";

    /// <summary>Counts a guess as wrong.</summary>
    /// <returns>The guess's id, to be taken back when it was right; or the problem when there is none left.</returns>
    public async Task<Answer> ChargeAsync(Realm realm, string accountId)
    {
        var (now, limit) = (time.GetUtcNow(), realm.Budgets.RecoveryWrong);
        var since = now - RecoveryGuess.Kept;
        using var turn = await turns.TakeAsync(CancellationToken.None);
        await using var change = await db.Database.BeginTransactionAsync(CancellationToken.None);
        await db.LockAsync(realm.Id, accountId, CancellationToken.None);
        var counted = await db.RecoveryGuesses.Where(g => g.Realm == realm.Id && g.AccountId == accountId && g.At > since)
            .OrderByDescending(g => g.At).Select(g => g.At).Take(limit).ToListAsync(CancellationToken.None);
        if (counted.Count >= limit)
            return new(null, Spent(limit, counted[^1] + RecoveryGuess.Kept - now));
        var guess = new RecoveryGuess { Id = OpaqueId.New("rcg_"), Realm = realm.Id, AccountId = accountId, At = now };
        db.Add(guess);
        await db.SaveChangesAsync(CancellationToken.None);
        await change.CommitAsync(CancellationToken.None);
        return new(guess.Id, null);
    }

    /// <summary>It was right; in the transaction of what it opens.</summary>
    public Task TakeBackAsync(string guessId) => db.RecoveryGuesses.Where(g => g.Id == guessId).ExecuteDeleteAsync(CancellationToken.None);

    private static Problem Spent(int limit, TimeSpan wait) =>
        new(ProblemKind.AccountCoolingDown, "Too many wrong codes of this kind were shown for this account. The code was not looked at.")
        {
            RetryAfter = wait,
            Policy = new RateLimitPolicy(Name, limit, RecoveryGuess.Kept),
        };

    public readonly record struct Answer(string? GuessId, Problem? Problem);
}
