using Mfa.Enrollments.Domain;
using Mfa.Enrollments.Storage;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.Storage;
using Mfa.Storage.Idempotency;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Enrollments;

/// <summary>
/// Begins a factor: the row first, then Challenge's proof, then the factor is told of. What breaks off between is a row nobody hears of, without
/// effect, which its time sweeps away.
/// </summary>
internal sealed partial class PendingFactors(EnrollmentDb db, WriterTurns turns, ChallengeClient challenge, ILogger<PendingFactors> logger)
{
    /// <param name="prepare">What the row still needs of the account, in its transaction.</param>
    /// <param name="prove">Orders the proof, once the row is there.</param>
    public async Task<Answer<PendingProofState>> BeginAsync(
        Factor factor, Action<FactorAccount>? prepare, Func<Task<Answer<PendingProofState>>> prove, IdempotentRequest once, CancellationToken stop)
    {
        var begun = false;
        try
        {
            if (!await StoreAsync(factor, prepare, stop))
                return new(null, EnrolmentProof.ChangedMeanwhile());
            var proof = await prove();
            if (proof.Value is not { } state)
                return proof;
            begun = await TellAsync(factor, state, once);
            return begun ? proof : new(null, EnrolmentProof.Superseded());
        }
        finally
        {
            if (!begun)
                await db.Factors.Where(f => f.Id == factor.Id && f.BornAt == null).ExecuteDeleteAsync(CancellationToken.None);
        }
    }

    /// <returns>False: another was confirmed since this one's start looked, and it could never be confirmed beside it.</returns>
    private async Task<bool> StoreAsync(Factor factor, Action<FactorAccount>? prepare, CancellationToken stop)
    {
        using var turn = await turns.TakeAsync(stop);
        await using var change = await db.Database.BeginTransactionAsync(stop);
        var held = await db.HoldAsync(factor.Realm, factor.AccountId, stop);
        if (held.HasOtherThan(factor))
            return false;
        prepare?.Invoke(held.Account);
        db.Add(factor);
        await db.SaveChangesAsync(stop);
        await change.CommitAsync(stop);
        return true;
    }

    /// <summary>Nothing leads to these proofs any more; canceling only takes their copy of a secret away before its time.</summary>
    public async Task EndProofsAsync(string realm, IEnumerable<string> challengeIds)
    {
        foreach (var challengeId in challengeIds)
            await CancelAsync(realm, challengeId);
    }

    /// <summary>From here on the factor is there; an older one of its type that was still to be confirmed is superseded, and without its secret.</summary>
    /// <returns>False: a confirm that came between has superseded this one too.</returns>
    private async Task<bool> TellAsync(Factor factor, PendingProofState proof, IdempotentRequest once)
    {
        factor.ProofBegan(proof.CreatedAt, DateTimeOffset.FromUnixTimeMilliseconds(proof.ExpiresAt));
        once.Done(factor.Id);
        var older = db.Factors.Where(f => f.Realm == factor.Realm && f.AccountId == factor.AccountId && f.Type == factor.Type
            && (f.Status == FactorStatus.Pending || f.Status == FactorStatus.ProofRequired) && f.BornAt != null && f.Id != factor.Id);
        var superseded = await SupersedeAsync(factor, older);
        await EndProofsAsync(factor.Realm, superseded ?? [factor.ChallengeId]);
        return superseded is not null;
    }

    /// <returns>The proofs of the older ones; null: this one is superseded itself.</returns>
    private async Task<List<string>?> SupersedeAsync(Factor factor, IQueryable<Factor> older)
    {
        using var turn = await turns.TakeAsync(CancellationToken.None);
        await using var change = await db.Database.BeginTransactionAsync(CancellationToken.None);
        await db.LockAsync(factor.Realm, factor.AccountId, CancellationToken.None);
        if (await db.Factors.AnyAsync(f => f.Id == factor.Id && f.Status == FactorStatus.Superseded, CancellationToken.None))
            return null;
        var proofs = await older.Select(f => f.ChallengeId).ToListAsync(CancellationToken.None);
        await older.ExecuteUpdateAsync(
            set => set.SetProperty(f => f.Status, FactorStatus.Superseded).SetProperty(f => f.Secret, (byte[]?)null).SetProperty(f => f.HeldOrder, (string?)null),
            CancellationToken.None);
        await db.SaveChangesAsync(CancellationToken.None);
        await change.CommitAsync(CancellationToken.None);
        return proofs;
    }

    private async Task CancelAsync(string realm, string challengeId)
    {
        try
        {
            if (await challenge.CancelProofAsync(realm, challengeId, CancellationToken.None) is { } problem)
                Log.LeftToExpire(logger, challengeId, problem.Kind.Code);
        }
        catch (DependencyUnavailableException unavailable)
        {
            Log.LeftToExpire(logger, challengeId, unavailable.Dependency);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The proof {Challenge} that nothing leads to any more could not be canceled ({Cause}) and is left to expire")]
        public static partial void LeftToExpire(ILogger logger, string challenge, string cause);
    }
}
