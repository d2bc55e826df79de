using Mfa.Client;
using Mfa.Samples.Portal.Problems;
using Mfa.Samples.Portal.Sittings;
using Microsoft.AspNetCore.Mvc;

namespace Mfa.Samples.Portal.Pages.Accounts;

/// <summary>A page of the person's own account: open for the five minutes that the proof of a factor is good for.</summary>
internal abstract class AccountPage : RealmPage
{
    public override bool IsOpen => HasStepUp && Sitting.First is not null;

    protected string AccountId => Sitting.First?.AccountId ?? throw new InvalidOperationException("The page is open to nobody who has not signed in.");

    /// <summary>Goes with every change; the service looks whether it is still good.</summary>
    protected string StepUp => Sitting.StepUpToken ?? "";

    /// <summary>To the sign-in; who was here before is told first that the time is over.</summary>
    public override IActionResult Closed() => Go(Sitting.StepUpToken is null ? "/SignIns/Ways" : "/Accounts/Over");

    /// <summary>
    /// A proof that is not good any more, or that another session has overtaken, is given anew; codes that are not yet saved stay to be seen.
    /// </summary>
    public override IActionResult Refused(MfaProblemException problem)
    {
        if (problem.Code is not (ProblemCodes.InvalidToken or ProblemCodes.StepUpRequired or ProblemCodes.Conflict))
            return base.Refused(problem);
        var (revocationCode, recoveryCodes) = (Sitting.RevocationCode, Sitting.RecoveryCodes);
        Sitting.ForgetSignIn();
        (Sitting.RevocationCode, Sitting.RecoveryCodes, Sitting.Service) = (revocationCode, recoveryCodes, null);
        Sitting.Notice = new Notice(problem.Code == ProblemCodes.Conflict ? "Notice.ChangedElsewhere" : "Notice.SignInAgain", Notice.Warning);
        return Go("/SignIns/Ways");
    }

    public string LinkToRemove(Factor factor) => Url.Page("/Accounts/Remove", new { realm = Realm.Path, factor = factor.Id }) ?? Link("/Accounts/Factors");

    /// <summary>Reads for a page that is only shown: if there is nothing to read, the page says why and stands all the same.</summary>
    protected async Task<T?> ReadAsync<T>(Func<Task<T>> read)
        where T : class
    {
        try
        {
            return await read();
        }
        catch (MfaProblemException problem)
        {
            ViewData[nameof(Notice)] = ProblemNotice.Of(problem, Realm, Time);
        }
        catch (Exception outage) when (ProblemNotice.IsOutage(outage))
        {
            ViewData[nameof(Notice)] = new Notice("Notice.ServiceDown");
        }

        return null;
    }
}
