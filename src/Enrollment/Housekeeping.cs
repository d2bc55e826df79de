using System.Data.Common;
using Mfa.Enrollments.Domain;
using Mfa.Enrollments.Storage;
using Mfa.Realms;
using Mfa.ServiceDefaults.Problems;
using Mfa.Storage;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Enrollments;

/// <summary>
/// Takes away what has served its time: unconfirmed factors with their secrets and the traces of an erased account within seconds, old guesses and what came
/// late to an erased account within minutes.
/// </summary>
internal sealed partial class Housekeeping(
    IServiceScopeFactory scopes, RealmCatalog realms, ErasedTraces traces, TimeProvider time, ILogger<Housekeeping> logger) : BackgroundService
{
    private const int Batch = 500;
    private const int RoundsBetweenGuesses = 60;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var hasLooked = false;
        for (var round = 0; await timer.WaitForNextTickAsync(stoppingToken); round++)
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var db = scope.ServiceProvider.GetRequiredService<EnrollmentDb>();
                await SweepFactorsAsync(db, stoppingToken);
                if (round % RoundsBetweenGuesses == 0)
                {
                    await SweepGuessesAsync(db, stoppingToken);
                    await SweepErasedAsync(db, stoppingToken);
                }

                // An erasure may have been the last thing before a stop.
                if (!hasLooked && await db.Erasures.AnyAsync(stoppingToken))
                    traces.Leave();
                hasLooked = true;
                await traces.TryTakeAwayAsync(db.Database, stoppingToken);
            }
            catch (Exception failure) when (failure.GetBaseException() is DbException or DependencyUnavailableException)
            {
                Log.DatabaseFailed(logger, failure.GetBaseException().GetType().Name);
            }
        }
    }

    private async Task SweepFactorsAsync(EnrollmentDb db, CancellationToken stop)
    {
        var now = time.GetUtcNow();
        // Asked first: a delete takes the database's one writer even when there is nothing to delete.
        var over = db.Factors.Where(f => (f.Status == FactorStatus.Pending || f.Status == FactorStatus.ProofRequired || f.Status == FactorStatus.Superseded)
            && f.ExpiresAt <= now);
        while (await over.AnyAsync(stop))
            await over.OrderBy(f => f.ExpiresAt).Take(Batch).ExecuteDeleteAsync(stop);
    }

    internal async Task SweepGuessesAsync(EnrollmentDb db, CancellationToken stop)
    {
        var now = time.GetUtcNow();
        var settled = (now - AccountFactors.NewsSettled).ToUnixTimeMilliseconds();
        await db.Guesses.Where(g => g.State != GuessState.Wrong && g.At < settled).ExecuteDeleteAsync(stop);
        var spent = now - RecoveryGuess.Kept;
        await db.RecoveryGuesses.Where(g => g.At < spent).ExecuteDeleteAsync(stop);
        await db.ResetCodes.Where(c => c.ExpiresAt <= now).ExecuteDeleteAsync(stop);
        foreach (var realm in realms.All)
        {
            var kept = now.AddSeconds(-realm.Budgets.WrongKept).ToUnixTimeMilliseconds();
            var window = now.AddSeconds(-realm.Budgets.AccountWindow).ToUnixTimeMilliseconds();
            await db.Guesses.Where(g => g.Realm == realm.Id && g.State == GuessState.Wrong && g.At < (g.Kind == GuessKinds.Enrol ? window : kept))
                .ExecuteDeleteAsync(stop);
        }
    }

    /// <summary>What was on its way when an account was erased may have made rows of it anew; once nothing comes any more they go for good.</summary>
    internal async Task SweepErasedAsync(EnrollmentDb db, CancellationToken stop)
    {
        var settled = time.GetUtcNow() - Erasure.Settled;
        foreach (var erased in await db.Erasures.AsNoTracking().Where(e => e.At < settled).OrderBy(e => e.At).Take(Batch).ToListAsync(stop))
        {
            await EraseAccount.EraseRowsAsync(db, erased.Realm, erased.AccountId, stop);
            traces.Leave();
            await db.Erasures.Where(e => e.Realm == erased.Realm && e.AccountId == erased.AccountId).ExecuteDeleteAsync(stop);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "What is over can't be swept away ({Cause}); it goes on when the database is back")]
        public static partial void DatabaseFailed(ILogger logger, string cause);
    }
}
