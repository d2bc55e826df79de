using System.Security.Cryptography;
using System.Text.Json;
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

/// <summary>Begins an authenticator app, at once or after the address on record is proved.</summary>
internal sealed class TotpEnrolment(
    EnrollmentDb db, WriterTurns turns, PendingFactors pending, SecretProtector secrets, ChallengeClient challenge, TimeProvider time)
{
    public async Task<Answer<FactorResource>> BeginAsync(EnrolmentOrder order, IdempotentRequest once, CancellationToken stop)
    {
        var secret = SecretProtector.NewSecret();
        try
        {
            var factor = order.NewFactor(FactorTypes.Totp, FactorTypes.TotpHint, time.GetUtcNow());
            var held = new HeldOrder(order.By.Session, order.Nonce, order.Spends);
            var proof = await pending.BeginAsync(
                factor, account => factor.Keep(Seal(account, factor, secret)),
                () => challenge.BeginProofAsync(ProofOf(held, factor, secret, order.Realm), stop), once, stop);
            if (proof.Value is not { } state)
                return new(null, proof.Problem);
            var setup = TotpSetup.Of(order.Realm.Totp, order.By.Account.Label, secret);
            return new(FactorResource.OfPending(factor, state) with { Totp = setup }, null);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>
    /// The address on record is proved: the app gets its secret and a proof of its own. Every step may be repeated: the secret and the proof's id are
    /// stored before the proof is ordered, and an order by a known id makes no second one.
    /// </summary>
    public async Task<Answer<FactorResource>> ContinueAsync(Factor asked, Realm realm, string label)
    {
        var (held, problem) = await ShowAsync(asked, realm);
        if (held?.Find(asked.Id) is not { } factor)
            return new(null, problem);
        var order = JsonSerializer.Deserialize(factor.HeldOrder!, EnrollmentJson.Default.HeldOrder)!;
        var (ordered, setup) = secrets.Open(
            held.Account, factor, secret => (ProofOf(order, factor, secret, realm), TotpSetup.Of(realm.Totp, label, secret)));
        var proof = await challenge.BeginProofAsync(ordered, CancellationToken.None);
        if (proof.Value is not { } state)
            return new(null, proof.Problem);
        return await TellAsync(factor, state)
            ? new(FactorResource.OfPending(factor, state) with { Totp = setup }, null) : new(null, EnrolmentProof.Over());
    }

    /// <summary>The setup of a factor that is still to be confirmed, for whoever repeats the request that began it.</summary>
    public async Task<TotpSetup> ReadSetupAsync(Factor factor, Realm realm, string label, CancellationToken stop)
    {
        var account = await db.Accounts.AsNoTracking().SingleAsync(a => a.Realm == factor.Realm && a.AccountId == factor.AccountId, stop);
        return secrets.Open(account, factor, secret => TotpSetup.Of(realm.Totp, label, secret));
    }

    /// <summary>Gives the factor its secret, unless an earlier request with the same code did.</summary>
    private async Task<(AccountFactors? Held, Problem? Problem)> ShowAsync(Factor asked, Realm realm)
    {
        using var turn = await turns.TakeAsync(CancellationToken.None);
        await using var change = await db.Database.BeginTransactionAsync(CancellationToken.None);
        var held = await db.HoldAsync(asked.Realm, asked.AccountId, CancellationToken.None);
        if (held.Find(asked.Id) is not { IsUnconfirmed: true } factor)
            return (null, EnrolmentProof.Over());
        if (!held.StillStands(factor))
            return (null, EnrolmentProof.ChangedMeanwhile());
        if (factor.Status == FactorStatus.ProofRequired)
        {
            var secret = SecretProtector.NewSecret();
            var end = time.GetUtcNow().AddSeconds(realm.Lifetimes.PendingFactor);
            factor.Prove(OpaqueId.New("chl_"), Seal(held.Account, factor, secret), FactorTypes.TotpHint, end);
            CryptographicOperations.ZeroMemory(secret);
            await db.SaveChangesAsync(CancellationToken.None);
            await change.CommitAsync(CancellationToken.None);
        }

        return (held, null);
    }

    /// <returns>False: a newer start superseded it meanwhile, or it is confirmed.</returns>
    private async Task<bool> TellAsync(Factor factor, PendingProofState proof)
    {
        factor.ProofBegan(proof.CreatedAt, DateTimeOffset.FromUnixTimeMilliseconds(proof.ExpiresAt));
        using var turn = await turns.TakeAsync(CancellationToken.None);
        return await db.Factors.Where(f => f.Id == factor.Id && f.Status == FactorStatus.Pending)
            .ExecuteUpdateAsync(set => set.SetProperty(f => f.BornAt, factor.BornAt).SetProperty(f => f.ExpiresAt, factor.ExpiresAt), CancellationToken.None) == 1;
    }

    private byte[] Seal(FactorAccount account, Factor factor, ReadOnlySpan<byte> secret)
    {
        secrets.Ready(account);
        return secrets.Seal(account, factor.Id, secret);
    }

    private PendingProof ProofOf(HeldOrder order, Factor factor, byte[] secret, Realm realm) => new(
        factor.ChallengeId, order.Session, factor.Id, secrets.SealForChallenge(factor, secret), factor.Algorithm!, factor.Digits, factor.PeriodSeconds!.Value,
        order.Spends, order.Nonce, realm.Lifetimes.PendingFactor);
}
