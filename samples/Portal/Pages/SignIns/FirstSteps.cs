using Mfa.Client;
using Mfa.Samples.Portal.Sittings;
using Microsoft.AspNetCore.Mvc;

namespace Mfa.Samples.Portal.Pages.SignIns;

/// <summary>What follows a right password: what the service says is owed, by the way the person chose where that can be.</summary>
internal sealed class FirstSteps(Proof proof)
{
    /// <param name="code">The app's, if it was typed with the password.</param>
    public Task<IActionResult> LeadAsync(SignInPage page, string code, CancellationToken stop) => page.Sitting.First!.SecondFactor switch
    {
        SecondFactorStates.EnrolmentRequired => Task.FromResult(Enrol(page)),
        SecondFactorStates.Optional => Task.FromResult(page.Go("/SignIns/Invitation")),
        _ => ProveAsync(page, code, stop),
    };

    private static IActionResult Enrol(SignInPage page)
    {
        if (page.Realm.HasSignatures)
        {
            page.Sitting.Notice = new Notice("Notice.SignatureNeeded", Notice.Info);
            return CodePages.Activation(page);
        }

        page.Sitting.Notice = new Notice("Notice.EnrolmentRequired", Notice.Info);
        return page.Go(page.Sitting.Way switch
        {
            FactorTypes.Email => "/Enrolments/Email",
            FactorTypes.Totp => "/Enrolments/App",
            _ => "/Enrolments/Choose",
        });
    }

    private async Task<IActionResult> ProveAsync(SignInPage page, string code, CancellationToken stop)
    {
        var (sitting, first) = (page.Sitting, page.Sitting.First!);
        var (wanted, other) = sitting.Way == FactorTypes.Email ? (FactorTypes.Email, FactorTypes.Totp) : (FactorTypes.Totp, FactorTypes.Email);
        var factor = CodePages.IsOffered(first, wanted) ? wanted : CodePages.IsOffered(first, other) ? other : null;
        if (factor is null)
        {
            var isDisabled = first.Factors.Any(known => known.Status == FactorStatuses.Disabled);
            sitting.Notice = isDisabled ? CodeRefusal.Said(ProblemCodes.FactorDisabled) : new Notice("Notice.NoFactorLeft", Notice.Warning);
            return CodePages.Next(page);
        }

        if (sitting.Way == FactorTypes.None)
            sitting.Notice = new Notice("Notice.FactorRequired", Notice.Info);
        else if (factor != wanted)
            sitting.Notice = Instead(first, wanted);
        return await AskAsync(page, factor, factor == wanted ? code : "", stop);
    }

    private async Task<IActionResult> AskAsync(SignInPage page, string factor, string code, CancellationToken stop)
    {
        try
        {
            if (factor == FactorTypes.Email)
                return await proof.MailAsync(page, stop);
            return code.Length > 0 ? await proof.ProveAsync(page, factor, code, stop) : page.Go(CodePages.Of(factor));
        }
        catch (MfaProblemException problem)
        {
            // The password was right: what is refused is the code page's matter.
            return CodeRefusal.Of(page, factor, problem);
        }
    }

    private static Notice Instead(FirstFactor first, string wanted)
    {
        var state = first.Factors.Any(known => known.Type == wanted && known.Status == FactorStatuses.Disabled) ? "Disabled" : "Missing";
        return new Notice(wanted == FactorTypes.Email ? $"Notice.Mail{state}" : $"Notice.App{state}", Notice.Warning);
    }
}
