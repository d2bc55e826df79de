using Mfa.Challenges.Storage;
using Mfa.Realms;

namespace Mfa.Challenges.Factors.Email;

/// <summary>A six-digit code in a mail to the account's verified address. It belongs to its challenge and to no other.</summary>
internal sealed class EmailFactor(MailedCodes codes) : IFactor
{
    public string Name => FactorNames.Email;

    public bool IsOffered(Realm realm, DateTimeOffset now) => realm.Factors.Contains(Name);

    public CodeMail? Begin(Beginning beginning) => codes.ForSignIn(beginning);

    public ValueTask<Judgement> JudgeAsync(Guess guess) => new(codes.IsRight(guess.Challenge, guess.Code) ? Judgement.Right : Judgement.Wrong);
}
