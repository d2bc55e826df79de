using Mfa.InternalApi;
using Mfa.Realms;

namespace Mfa.Challenges.Factors;

/// <summary>One kind of second factor, by the name the contract gives it.</summary>
internal interface IFactor
{
    string Name { get; }

    /// <summary>Whether the realm lets anyone use it at this instant, whatever the account has.</summary>
    bool IsOffered(Realm realm, DateTimeOffset now);

    /// <summary>Compares a guess that has been counted. Pure: it changes nothing, and its time does not depend on the code.</summary>
    Judgement Judge(Guess guess);
}

/// <param name="AssociatedData">What binds the factor's secret to its place.</param>
/// <param name="Last">The last step accepted: only a later one is good.</param>
/// <param name="Unjudged">Steps up to this one may have been used before the store was restarted; -1 for none.</param>
/// <param name="StoreTime">When it was counted, ms.</param>
internal sealed record Guess(CachedFactor Factor, string AssociatedData, string Code, int SkewSteps, long Last, long Unjudged, long StoreTime);

/// <param name="Verdict"><c>right</c>, <c>wrong</c>, or <c>excused</c>: right for a step that can't be judged.</param>
internal readonly record struct Judgement(string Verdict, long? Step)
{
    public static readonly Judgement Wrong = new("wrong", null);
}

internal static class FactorNames
{
    public const string Totp = "totp";
    public const string Email = "email";
    public const string Recovery = "recovery";
    public const string None = "none";
}
