using System.Security.Cryptography;
using Mfa.Enrollments.Domain;
using Mfa.Enrollments.Storage;
using Mfa.InternalApi;
using Mfa.Realms;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Secrets;
using Mfa.Storage;
using Mfa.Storage.Idempotency;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Enrollments;

/// <summary>What a start asks for, once it may.</summary>
internal sealed record EnrolmentOrder(Realm Realm, Enroller By, Factor? Replaced, string? Nonce);

/// <summary>
/// Begins an authenticator app: the row with its sealed secret first, then Challenge's proof, then the factor is told of. What breaks off between
/// is a row nobody hears of, without effect, which its time sweeps away.
/// </summary>
internal sealed partial class TotpEnrolment(
    EnrollmentDb db, WriterTurns turns, SecretProtector secrets, ChallengeClient challenge, TimeProvider time, ILogger<TotpEnrolment> logger)
{
    public async Task<Answer<FactorResource>> BeginAsync(EnrolmentOrder order, IdempotentRequest once, CancellationToken stop)
    {
        var secret = SecretProtector.NewSecret();
        var factor = Make(order);
        var begun = false;
        try
        {
            await StoreAsync(factor, secret, stop);
            var proof = await challenge.BeginProofAsync(ProofOf(order, factor, secret), stop);
            if (proof.Value is not { } state)
                return new(null, proof.Problem);
            await TellAsync(factor, state, once);
            begun = true;
            var setup = TotpSetup.Of(order.Realm.Totp, order.By.Account.Label, secret);
            return new(FactorResource.OfPending(factor, state.AttemptsRemaining) with { Totp = setup }, null);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
            if (!begun)
                await db.Factors.Where(f => f.Id == factor.Id && f.BornAt == null).ExecuteDeleteAsync(CancellationToken.None);
        }
    }

    /// <summary>The setup of a factor that is still to be confirmed, for whoever repeats the request that began it.</summary>
    public async Task<TotpSetup> ReadSetupAsync(Factor factor, Realm realm, string label, CancellationToken stop)
    {
        var account = await db.Accounts.AsNoTracking().SingleAsync(a => a.Realm == factor.Realm && a.AccountId == factor.AccountId, stop);
        return secrets.Open(account, factor, secret => TotpSetup.Of(realm.Totp, label, secret));
    }

    private Factor Make(EnrolmentOrder order)
    {
        var (realm, session, now) = (order.Realm, order.By.Session, time.GetUtcNow());
        return new Factor
        {
            Id = OpaqueId.New("fac_"),
            Realm = session.Realm,
            AccountId = session.AccountId,
            Type = FactorTypes.Totp,
            Hint = FactorTypes.TotpHint,
            RelyingParty = session.RelyingParty,
            SessionId = session.Id,
            SessionVersion = session.FactorVersion,
            ChallengeId = OpaqueId.New("chl_"),
            Replaces = order.Replaced?.Id,
            Algorithm = realm.Totp.Algorithm,
            Digits = realm.Totp.Digits,
            PeriodSeconds = realm.Totp.PeriodSeconds,
            CreatedAt = now,
            ExpiresAt = now.AddSeconds(realm.Lifetimes.PendingFactor),
        };
    }

    private PendingProof ProofOf(EnrolmentOrder order, Factor factor, byte[] secret)
    {
        var session = order.By.Session;
        var spends = order.By.IsOfSignIn && (order.Nonce is not null || session.Method == SessionMethods.Revocation);
        return new PendingProof(factor.ChallengeId, session, factor.Id, secrets.SealForChallenge(factor, secret), factor.Algorithm, factor.Digits,
            factor.PeriodSeconds, spends, order.Nonce, order.Realm.Lifetimes.PendingFactor);
    }

    private async Task StoreAsync(Factor factor, byte[] secret, CancellationToken stop)
    {
        using var turn = await turns.TakeAsync(stop);
        await using var change = await db.Database.BeginTransactionAsync(stop);
        var account = (await db.HoldAsync(factor.Realm, factor.AccountId, stop)).Account;
        secrets.Ready(account);
        factor.Keep(secrets.Seal(account, factor.Id, secret));
        db.Add(factor);
        await db.SaveChangesAsync(stop);
        await change.CommitAsync(stop);
    }

    /// <summary>From here on the factor is there; an older one of its type that was still to be confirmed is not.</summary>
    private async Task TellAsync(Factor factor, PendingProofState proof, IdempotentRequest once)
    {
        factor.ProofBegan(proof.CreatedAt, DateTimeOffset.FromUnixTimeMilliseconds(proof.ExpiresAt));
        once.Done(factor.Id);
        var older = db.Factors.Where(f => f.Realm == factor.Realm && f.AccountId == factor.AccountId && f.Type == factor.Type
            && f.Status == FactorStatus.Pending && f.BornAt != null && f.Id != factor.Id);
        var superseded = await SupersedeAsync(factor, older);
        foreach (var proofOfOlder in superseded)
            await CancelAsync(factor.Realm, proofOfOlder);
    }

    private async Task<List<string>> SupersedeAsync(Factor factor, IQueryable<Factor> older)
    {
        using var turn = await turns.TakeAsync(CancellationToken.None);
        await using var change = await db.Database.BeginTransactionAsync(CancellationToken.None);
        await db.LockAsync(factor.Realm, factor.AccountId, CancellationToken.None);
        var proofs = await older.Select(f => f.ChallengeId).ToListAsync(CancellationToken.None);
        await older.ExecuteDeleteAsync(CancellationToken.None);
        await db.SaveChangesAsync(CancellationToken.None);
        await change.CommitAsync(CancellationToken.None);
        return proofs;
    }

    /// <summary>Nothing leads to the proof any more; canceling only takes its copy of the secret away before its time.</summary>
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
        [LoggerMessage(1, LogLevel.Information, "The superseded proof {Challenge} could not be canceled ({Cause}) and is left to expire")]
        public static partial void LeftToExpire(ILogger logger, string challenge, string cause);
    }
}
