using Mfa.Client;
using Mfa.Samples.Portal.Assertions;
using Mfa.Samples.Portal.Problems;
using Mfa.Samples.Portal.Sittings;
using Microsoft.AspNetCore.Mvc;

namespace Mfa.Samples.Portal.Pages.Enrolments;

/// <summary>How an enrolment ends: the first code makes the factor active, opens changes for a while, and signs in where that is owed.</summary>
internal sealed class Confirmation(MfaClient mfa, AssertionDesk desk, RealmPage page)
{
    /// <summary>Nothing of the sitting changes before all has come about: until then the same code may be sent again, for a minute.</summary>
    public async Task<IActionResult> ConfirmAsync(string code, CancellationToken stop)
    {
        var (sitting, first, enrolment) = (page.Sitting, page.Sitting.First!, page.Sitting.Enrolment!);
        var confirmed = await SendAsync(first.AccountId, enrolment.Factor.Id, code, stop);
        if (confirmed.Assertion is not null)
            await desk.AcceptAsync(page, confirmed.Assertion, stop: stop);
        sitting.OpenChanges(confirmed.StepUpToken, page.Time.GetUtcNow());
        // The answer's factor has no secret: what was shown of it ends here.
        sitting.Enrolment = enrolment with { Factor = confirmed.Factor };
        sitting.First = first with { SecondFactor = SecondFactorStates.Required, Factors = With(first.Factors, confirmed.Factor) };
        sitting.RevocationCode = confirmed.RevocationCode;
        // Of a code that was renewed and never ticked: this one is of the enrolment.
        sitting.Typed.Remove(Accounts.RevocationCodeModel.Afterwards);
        return confirmed.RevocationCode is null ? page.LocalRedirect(enrolment.Next) : page.Go("/Enrolments/RevocationCode");
    }

    /// <summary>Where only the answer was lost, the code is sent once more: it costs no try, and the answer is the same.</summary>
    private async Task<ConfirmedFactor> SendAsync(string accountId, string factorId, string code, CancellationToken stop)
    {
        try
        {
            return await mfa.Factors.ConfirmAsync(accountId, factorId, code, stop);
        }
        catch (Exception lost) when (ProblemNotice.IsOutage(lost) || lost is MfaProblemException { Code: ProblemCodes.DependencyUnavailable })
        {
            if ((await mfa.Factors.GetAsync(accountId, factorId, stop)).Status != FactorStatuses.Active)
                throw;
            return await mfa.Factors.ConfirmAsync(accountId, factorId, code, stop);
        }
    }

    private static FactorSummary[] With(IReadOnlyList<FactorSummary> factors, Factor added) =>
    [
        .. factors.Where(factor => factor.Type != added.Type),
        new FactorSummary { Id = added.Id, Type = added.Type, Status = added.Status, Hint = added.Hint },
    ];
}
