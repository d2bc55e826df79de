using System.Text.Json;
using Mfa.Challenges.Storage;
using Mfa.InternalApi;
using Mfa.Realms;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Secrets;

namespace Mfa.Challenges.Factors.Recovery;

/// <summary>
/// One-time codes that stand in for a factor. Enrollment keeps them, counts the wrong ones in a budget of their own and uses the right one up for this
/// challenge; the same challenge may ask again, so that a crash before the settle loses nothing.
/// </summary>
internal sealed class RecoveryFactor(EnrollmentClient enrollment) : IFactor
{
    public string Name => FactorNames.Recovery;

    public bool IsOffered(Realm realm, DateTimeOffset now) => realm.Factors.Contains(Name);

    public CodeMail? Begin(Beginning beginning) => null;

    public async ValueTask<Judgement> JudgeAsync(Guess guess)
    {
        var challenge = guess.Challenge;
        var session = JsonSerializer.Deserialize(challenge.Session!, InternalJson.Default.Session)!;
        var (judged, problem) = await enrollment.UseRecoveryCodeAsync(
            new RecoveryCodeUse(challenge.Realm, challenge.AccountId, challenge.Id, challenge.RelyingParty, session.Id, new DisclosedText(guess.Code)),
            CancellationToken.None);
        if (problem is not null)
            return problem.Kind == ProblemKind.AccountCoolingDown ? Judgement.Excused(problem) : throw new DependencyUnavailableException("enrollment");
        return judged!.Right ? Judgement.Right : Judgement.Wrong;
    }
}
