using Mfa.Challenges.Storage;
using Mfa.InternalApi;
using Mfa.Realms;
using Mfa.ServiceDefaults.Problems;

namespace Mfa.Challenges.Factors;

/// <summary>One kind of second factor, by the name the contract gives it.</summary>
internal interface IFactor
{
    string Name { get; }

    /// <summary>Whether the realm lets anyone use it at this instant, whatever the account has.</summary>
    bool IsOffered(Realm realm, DateTimeOffset now);

    /// <summary>Makes the code of a new challenge where we are the ones who make it; null where the person has it.</summary>
    CodeMail? Begin(Beginning beginning);

    /// <summary>Judges a guess that has been counted, in a time that does not depend on the code. What it says is settled by the store alone.</summary>
    ValueTask<Judgement> JudgeAsync(Guess guess);
}

/// <param name="Service">The service the person signs in to: its name per locale.</param>
/// <param name="Network">Where the person is, as the relying party says.</param>
internal sealed record Beginning(
    string ChallengeId, Realm Realm, string AccountId, string RelyingParty, IReadOnlyDictionary<string, string>? Service, string Network);

/// <param name="Factor">As it is cached; of a proof the pending one.</param>
/// <param name="AssociatedData">What binds the factor's secret to its place.</param>
/// <param name="Last">The last step accepted: only a later one is good.</param>
/// <param name="Unjudged">Steps up to this one may have been used before the store was restarted; -1 for none.</param>
/// <param name="StoreTime">When it was counted, ms.</param>
internal sealed record Guess(
    StoredChallenge Challenge, CachedFactor Factor, string AssociatedData, string Code, int SkewSteps, long Last, long Unjudged, long StoreTime);

/// <param name="Verdict"><c>right</c>, <c>wrong</c>, or <c>excused</c>: it can't be judged, and was no guess.</param>
/// <param name="ClockOffsetSeconds">With <c>wrong</c> of a pending app: it is right for a clock that is off by so much.</param>
/// <param name="Excuse">With <c>excused</c>: why.</param>
internal readonly record struct Judgement(string Verdict, long? Step = null, int? ClockOffsetSeconds = null, Problem? Excuse = null)
{
    public static readonly Judgement Wrong = new("wrong");
    public static readonly Judgement Right = new("right");

    public static Judgement Excused(Problem excuse) => new("excused", Excuse: excuse);
}

internal static class FactorNames
{
    public const string Totp = "totp";
    public const string Email = "email";
    public const string Recovery = "recovery";
    public const string None = "none";
}
