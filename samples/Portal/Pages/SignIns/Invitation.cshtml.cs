using Mfa.Client;
using Mfa.Samples.Portal.Sittings;
using Microsoft.AspNetCore.Mvc;

namespace Mfa.Samples.Portal.Pages.SignIns;

/// <summary>Before the realm's date: a second factor is offered, and the password alone will do once more.</summary>
internal sealed class InvitationModel(Proof proof) : SignInPage
{
    public override bool IsOpen => Sitting is { First.SecondFactor: SecondFactorStates.Optional, SignedIn: null, StepUpToken: null };

    /// <summary>The account pages are never opened by the password alone.</summary>
    public bool CanGoOn => Sitting.Service is not null;

    /// <summary>The last day of the password alone is the one before.</summary>
    public string? Until => Sitting.First?.OptionalUntil is { } until ? Realm.Day(until) : null;

    public IActionResult OnPostEnrol() => Go("/Enrolments/Choose");

    public async Task<IActionResult> OnPostAsync(CancellationToken stop) => CanGoOn ? await proof.GoWithoutAsync(this, stop) : Again();

    public override IActionResult Refused(MfaProblemException problem)
    {
        if (problem.Code is not (ProblemCodes.InvalidToken or ProblemCodes.EnrolmentRequired))
            return base.Refused(problem);
        return CodeRefusal.Of(this, FactorTypes.None, problem);
    }
}
