using Mfa.Challenges.Storage;
using Mfa.Realms;

namespace Mfa.Challenges.Factors.None;

/// <summary>Password alone, before the realm's date, for an account that never had a factor and a relying party that lists it.</summary>
internal sealed class NoFactor : IFactor
{
    public string Name => FactorNames.None;

    public bool IsOffered(Realm realm, DateTimeOffset now) => !realm.RequiresSecondFactor(now);

    public CodeMail? Begin(Beginning beginning) => null;

    public ValueTask<Judgement> JudgeAsync(Guess guess) => new(Judgement.Wrong);
}
