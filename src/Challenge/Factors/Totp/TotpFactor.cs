using System.Security.Cryptography;
using Mfa.Challenges.Storage;
using Mfa.Realms;
using Mfa.ServiceDefaults.Keys;

namespace Mfa.Challenges.Factors.Totp;

/// <summary>Authenticator apps, RFC 6238. A step is accepted once, and only above the last accepted one.</summary>
internal sealed class TotpFactor(KeyFolder keys) : IFactor
{
    private readonly SymmetricKeys _cache = keys.SymmetricKeys("cache");

    public string Name => FactorNames.Totp;

    public bool IsOffered(Realm realm, DateTimeOffset now) => realm.Factors.Contains(Name);

    public CodeMail? Begin(Beginning beginning) => null;

    public Judgement Judge(Guess guess)
    {
        var secret = _cache.Open(Convert.FromBase64String(guess.Factor.Secret!), guess.AssociatedData);
        try
        {
            var current = Domain.Totp.StepAt(guess.StoreTime, guess.Factor.PeriodSeconds!.Value);
            var matched = Domain.Totp.Match(secret, guess.Code, current, guess.SkewSteps, guess.Factor.Algorithm!);
            return matched switch
            {
                { } step when step <= guess.Last => Judgement.Wrong,
                { } step when step <= guess.Unjudged => new Judgement("excused", step),
                { } step => new Judgement("right", step),
                null => Judgement.Wrong,
            };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }
}
