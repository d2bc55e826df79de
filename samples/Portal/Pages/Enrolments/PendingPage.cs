using Mfa.Client;
using Mfa.Samples.Portal.Sittings;
using Mfa.Samples.Portal.Web;
using Microsoft.AspNetCore.Mvc;

namespace Mfa.Samples.Portal.Pages.Enrolments;

/// <summary>A page on which a factor on its way waits for a code.</summary>
internal abstract class PendingPage(MfaClient client) : RealmPage
{
    [BindProperty]
    public string? Code { get; set; }

    /// <summary>What this page waits for; null where nothing is on its way, or something else.</summary>
    public Factor? Pending =>
        Sitting is { First: not null, Enrolment.Factor: { Status: FactorStatuses.ProofRequired or FactorStatuses.Pending } factor } && IsAwaited(factor)
            ? factor : null;

    public override bool IsOpen => Pending is not null;

    /// <summary>Where the person can begin anew.</summary>
    protected abstract string BeginPage { get; }

    protected MfaClient Client { get; } = client;

    public async Task<IActionResult> OnPostCancelAsync(CancellationToken stop)
    {
        await new Beginning(Client, this).TakeBackAsync(stop);
        Sitting.Notice = new Notice("Notice.EnrolmentCancelled", Notice.Info);
        return Go(HasStepUp ? "/Accounts/Factors" : "/Enrolments/Choose");
    }

    /// <summary>What takes no more codes is forgotten, and the person led to where it is begun anew.</summary>
    public override IActionResult Refused(MfaProblemException problem)
    {
        var answer = base.Refused(problem);
        var isOver = problem.Code is ProblemCodes.NotFound or ProblemCodes.ChallengeOver;
        if (Sitting.Enrolment is null || !(isOver || problem.Code is ProblemCodes.ChallengeLocked or ProblemCodes.Conflict))
            return answer;
        Sitting.Enrolment = null;
        if (isOver)
            Sitting.Notice = new Notice("Notice.EnrolmentOver", Notice.Warning);
        return Go(BeginPage);
    }

    protected abstract bool IsAwaited(Factor factor);

    /// <returns>Null: the sitting has a notice that says why not.</returns>
    protected string? TakeCode() => TypedCode.Take(Sitting, Code, Pending?.Format);
}
