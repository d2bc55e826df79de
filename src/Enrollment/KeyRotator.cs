using System.Data.Common;
using System.Security.Cryptography;
using Mfa.Enrollments.Domain;
using Mfa.Enrollments.Storage;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Secrets;
using Mfa.Storage;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Enrollments;

/// <summary>
/// Does the work of a rotation that somebody started, a batch a transaction, and leaves the database to the people between two. One instance at a time; when
/// it dies another goes on. A data key stays the same under its new wrapping, so that what is being read meanwhile opens either way.
/// </summary>
internal sealed partial class KeyRotator(
    IServiceScopeFactory scopes, SecretProtector secrets, WriterTurns turns, EnrollmentMetrics metrics, TimeProvider time, ILogger<KeyRotator> logger)
    : BackgroundService
{
    /// <summary>Accounts a transaction.</summary>
    internal const int Batch = 50;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenBatches = TimeSpan.FromMilliseconds(20);

    /// <summary>How long an instance that went silent is waited for.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    private readonly string _instance = OpaqueId.New("one_");
    private readonly SemaphoreSlim _wake = new(0, 1);

    private enum Progress
    {
        NotMine,
        More,
        Finished,
    }

    /// <summary>There is something to do now.</summary>
    public void Wake()
    {
        if (_wake.CurrentCount == 0)
            _wake.Release();
    }

    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await IsRunningAsync(stoppingToken) && await StepAsync(stoppingToken) == Progress.More)
                    await Task.Delay(BetweenBatches, time, stoppingToken);
                await _wake.WaitAsync(Interval, stoppingToken);
            }
            catch (Exception failure) when (failure.GetBaseException() is DbException or DependencyUnavailableException)
            {
                Log.DatabaseFailed(logger, failure.GetBaseException().GetType().Name);
                await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>Asked first: taking the lease is a write.</summary>
    private async Task<bool> IsRunningAsync(CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<EnrollmentDb>();
        var version = secrets.KeyVersion;
        return await db.KeyRotations.AnyAsync(rotation => rotation.State == KeyRotation.Running && rotation.KeyVersion == version, stop);
    }

    private async Task<Progress> StepAsync(CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<EnrollmentDb>();
        using var turn = await turns.TakeAsync(stop);
        await using var change = await db.Database.BeginTransactionAsync(stop);
        var (rotation, now) = (await RotateKeys.HoldAsync(db, stop), time.GetUtcNow());
        if (!rotation.Take(_instance, secrets.KeyVersion, now + Lease, now))
            return Progress.NotMine;

        var accounts = await NextAsync(db, rotation.AfterRealm, rotation.AfterAccountId, stop);
        var failed = 0;
        foreach (var account in accounts)
            failed += await RewrapAsync(db, account, stop) ? 0 : 1;
        if (accounts is [.., var last])
            rotation.Pass(last.Realm, last.AccountId, accounts.Count, failed);
        else
            Finish(db, rotation, now);
        await db.SaveChangesAsync(stop);
        await change.CommitAsync(stop);
        return rotation.State == KeyRotation.Done ? Progress.Finished : Progress.More;
    }

    private static Task<List<FactorAccount>> NextAsync(EnrollmentDb db, string realm, string accountId, CancellationToken stop) => db.Accounts.FromSql(
        $"""
        SELECT * FROM "Accounts" WHERE "DataKey" IS NOT NULL AND ("Realm", "AccountId") > ({realm}, {accountId})
        ORDER BY "Realm", "AccountId" LIMIT {Batch}
        """).AsNoTracking().ToListAsync(stop);

    /// <summary>In the place of the very wrapping that was read: what somebody else wrote meanwhile, or erased, stays as it is.</summary>
    /// <returns>False: the data key does not open.</returns>
    private async Task<bool> RewrapAsync(EnrollmentDb db, FactorAccount account, CancellationToken stop)
    {
        var before = account.DataKey;
        try
        {
            secrets.Ready(account);
        }
        catch (CryptographicException failure)
        {
            metrics.Rewrapped("failed");
            Log.Unreadable(logger, failure, account.AccountId);
            return false;
        }

        var after = account.DataKey;
        if (after == before)
            return true;
        await db.Accounts.Where(a => a.Realm == account.Realm && a.AccountId == account.AccountId && a.DataKey == before)
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.DataKey, after), stop);
        metrics.Rewrapped("done");
        return true;
    }

    private void Finish(EnrollmentDb db, KeyRotation rotation, DateTimeOffset now)
    {
        rotation.Finish(now);
        db.Add(RotateKeys.Event(FactorEvents.KeyRotationFinished, rotation.StartedBy, time));
        Log.Finished(logger, rotation.KeyVersion, rotation.LookedAt, rotation.Failed);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The rotation of keys waits ({Cause}); it goes on when the database is back")]
        public static partial void DatabaseFailed(ILogger logger, string cause);

        [LoggerMessage(2, LogLevel.Critical, "The data key of account {Account} does not open: it was changed or moved, or the key that wraps it is not deployed")]
        public static partial void Unreadable(ILogger logger, Exception failure, string account);

        [LoggerMessage(3, LogLevel.Information, "All data keys are under version {Version} of the key-encryption key: {Accounts} accounts were looked at, {Failed} failed")]
        public static partial void Finished(ILogger logger, int version, int accounts, int failed);
    }
}
