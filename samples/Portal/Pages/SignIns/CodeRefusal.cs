using Mfa.Client;
using Mfa.Samples.Portal.Problems;
using Mfa.Samples.Portal.Sittings;
using Microsoft.AspNetCore.Mvc;

namespace Mfa.Samples.Portal.Pages.SignIns;

/// <summary>What a refused code means for the sign-in: whether it can be tried again, and where the person goes on.</summary>
internal static class CodeRefusal
{
    public static IActionResult Of(RealmPage page, string factor, MfaProblemException problem)
    {
        var sitting = page.Sitting;
        sitting.Notice = ProblemNotice.Of(problem, page.Realm, page.Time);
        switch (problem.Code)
        {
            case ProblemCodes.InvalidToken:
                sitting.ForgetSignIn();
                return page.Go("/SignIns/Password");
            case ProblemCodes.FactorDisabled:
                return SwitchOff(page, factor);
            case ProblemCodes.EnrolmentRequired when !page.Realm.HasSignatures:
                sitting.Challenge = null;
                return page.Go("/Enrolments/Choose");
            case ProblemCodes.InvalidCode when problem.AttemptsRemaining is 0:
                (sitting.Challenge, sitting.Notice) = (null, Said(ProblemCodes.ChallengeLocked));
                break;
            case ProblemCodes.ChallengeOver or ProblemCodes.NotFound:
                (sitting.Challenge, sitting.Notice) = (null, Said(ProblemCodes.ChallengeOver));
                break;
            case ProblemCodes.ChallengeLocked:
                sitting.Challenge = null;
                break;
        }

        return page.Go(CodePages.Of(factor));
    }

    /// <summary>What the pages say of a refusal that the service has not had to make.</summary>
    public static Notice Said(string code) => new($"Problem.{code}", Notice.Error, "", "");

    // The sign-in's own list of factors is older than this.
    private static IActionResult SwitchOff(RealmPage page, string factor)
    {
        var sitting = page.Sitting;
        sitting.Challenge = null;
        if (sitting.First is not { } first)
            return page.Go("/SignIns/Password");
        sitting.First = first with
        {
            Factors = [.. first.Factors.Select(known => known.Type == factor ? known with { Status = FactorStatuses.Disabled } : known)],
            RecoveryCodesRemaining = factor == FactorTypes.Recovery ? 0 : first.RecoveryCodesRemaining,
        };
        return CodePages.Next(page);
    }
}
