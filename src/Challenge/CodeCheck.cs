using System.Security.Cryptography;
using Mfa.Challenges.Factors;
using Mfa.Challenges.Storage;
using Mfa.InternalApi;
using Mfa.Realms;
using Mfa.ServiceDefaults.Keys;
using Mfa.ServiceDefaults.Problems;

namespace Mfa.Challenges;

/// <summary>The one way a code is checked, for every purpose: charge (it counts now), compare here, settle (that alone decides).</summary>
internal sealed class CodeCheck(ChallengeStore store, FactorCatalog factors, RealmCatalog realms, Instance instance, ChallengeMetrics metrics, KeyFolder keys)
{
    private readonly SymmetricKeys _hash = keys.SymmetricKeys("hash");

    /// <summary>Whatever becomes of the request, once it is charged it is settled: no cancellation reaches in here.</summary>
    public async Task<VerifyOutcome> RunAsync(ChargeOrder order, string code)
    {
        var outcome = await CheckAsync(order, code);
        metrics.Guessed(outcome);
        return outcome;
    }

    /// <summary>A guess's id begins with its instance's, so that a store tells which instance counted what.</summary>
    public string NewCharge() => instance.NewCharge();

    private async Task<VerifyOutcome> CheckAsync(ChargeOrder order, string code)
    {
        var charged = await store.ChargeAsync(order);
        if (charged.Outcome == "repeatable")
            return Repeat(charged.Read(2, StoreJson.Default.StoredChallenge), code);
        if (charged.Outcome != "charged")
            return new VerifyOutcome.Refused(charged);

        var challenge = charged.Read(2, StoreJson.Default.StoredChallenge);
        var judgement = await factors.For(challenge.Kind).JudgeAsync(GuessOf(challenge, charged, code));
        var settled = await store.SettleAsync(new SettleOrder(
            challenge.Id, order.Charge, judgement.Verdict, judgement.Step, charged.Number(4), challenge.Proof is not null ? HashOf(challenge, code) : null));
        return settled.Outcome switch
        {
            "approved" => new VerifyOutcome.Approved(settled.Read(2, StoreJson.Default.StoredChallenge)),
            "wrong" => new VerifyOutcome.Wrong(challenge, settled.Number(2), judgement.ClockOffsetSeconds),
            "excused" => new VerifyOutcome.Excused(judgement.Excuse!),
            _ => new VerifyOutcome.Refused(settled),
        };
    }

    private Guess GuessOf(StoredChallenge challenge, ScriptAnswer charged, string code) => new(
        challenge, charged.Read(3, StoreJson.Default.CachedFactor), CachedSecret.AssociatedData(challenge.Realm, challenge.AccountId, challenge.FactorId ?? ""), code,
        realms.Find(challenge.Realm)!.Totp.SkewSteps, charged.Number(4), charged.Number(5), charged.StoreTime);

    private VerifyOutcome Repeat(StoredChallenge challenge, string code) =>
        CryptographicOperations.FixedTimeEquals(
            Convert.FromBase64String(challenge.CodeHash!), Convert.FromBase64String(HashOf(challenge, code)))
            ? new VerifyOutcome.Approved(challenge) : new VerifyOutcome.Over();

    private string HashOf(StoredChallenge challenge, string code) => Convert.ToBase64String(_hash.Mac("confirm-code", challenge.Realm, challenge.Id, code));
}

/// <summary>What came of a code.</summary>
internal abstract record VerifyOutcome
{
    internal sealed record Approved(StoredChallenge Challenge) : VerifyOutcome;

    internal sealed record Wrong(StoredChallenge Challenge, long AttemptsRemaining, int? ClockOffsetSeconds) : VerifyOutcome;

    /// <summary>It could not be judged, and does not count.</summary>
    internal sealed record Excused(Problem Why) : VerifyOutcome;

    /// <summary>A repeated confirm with another code.</summary>
    internal sealed record Over : VerifyOutcome;

    internal sealed record Refused(ScriptAnswer Answer) : VerifyOutcome;
}
