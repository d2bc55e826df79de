using System.Security.Cryptography;
using Mfa.Challenges.Storage;
using Mfa.Realms;
using Mfa.ServiceDefaults.Keys;

namespace Mfa.Challenges.Factors.Totp;

/// <summary>Authenticator apps, RFC 6238. A step is accepted once, and only above the last accepted one.</summary>
internal sealed class TotpFactor(KeyFolder keys) : IFactor
{
    /// <summary>How far a phone's clock is looked for.</summary>
    private const int LargestOffsetSeconds = 600;

    private readonly SymmetricKeys _cache = keys.SymmetricKeys("cache");

    public string Name => FactorNames.Totp;

    public bool IsOffered(Realm realm, DateTimeOffset now) => realm.Factors.Contains(Name);

    public CodeMail? Begin(Beginning beginning) => null;

    public ValueTask<Judgement> JudgeAsync(Guess guess) => new(Judge(guess));

    private Judgement Judge(Guess guess)
    {
        var secret = _cache.Open(Convert.FromBase64String(guess.Factor.Secret!), guess.AssociatedData);
        try
        {
            var current = Domain.Totp.StepAt(guess.StoreTime, guess.Factor.PeriodSeconds!.Value);
            var matched = Domain.Totp.Match(secret, guess.Code, current, guess.SkewSteps, guess.Factor.Algorithm!);
            return matched switch
            {
                { } step when step <= guess.Last => Judgement.Wrong,
                { } step when step <= guess.Unjudged => Judgement.Excused(VerifyChallenge.NextCode()),
                { } step => new Judgement("right", step),
                null => Judgement.Wrong with { ClockOffsetSeconds = guess.Challenge.Kind == "enrol" ? OffsetOf(guess, secret) : null },
            };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>At the enrolment the person may be told that the phone's clock is off; elsewhere it would tell who guesses that a code was nearly right.</summary>
    private static int? OffsetOf(Guess guess, ReadOnlySpan<byte> secret) => Domain.Totp.ClockOffset(
        secret, guess.Code, guess.StoreTime, guess.Factor.PeriodSeconds!.Value, guess.SkewSteps, guess.Factor.Algorithm!, LargestOffsetSeconds);
}
