using Mfa.Client;
using Mfa.Samples.Portal.Pages.Enrolments;
using Mfa.Samples.Portal.Sittings;
using Microsoft.AspNetCore.Mvc;

namespace Mfa.Samples.Portal.Pages.Signing;

/// <summary>Ends an activation at any of its steps: no factor and no secret is left of it, and of a new person no account.</summary>
internal sealed class CancelModel(MfaClient mfa) : RealmPage
{
    public override bool IsOpen => Realm.HasSignatures && Sitting.SignedIn is null;

    public IActionResult OnGet() => Home();

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        await new Beginning(mfa, this).TakeBackAsync(stop);
        if (!ActivationPage.IsUnderWay(Sitting) || Sitting.First is not { AccountCreated: true } first)
            return Forget(new Notice("Notice.ActivationCancelled", Notice.Info));
        await mfa.Accounts.EraseAsync(first.AccountId, new EraseAccountRequest { SignInToken = first.Token }, cancellationToken: stop);
        return Forget(new Notice("Notice.ActivationErased", Notice.Info));
    }

    /// <summary>What the service does not take back any more ends there by itself.</summary>
    public override IActionResult Refused(MfaProblemException problem) => Forget(new Notice("Notice.ActivationLeft", Notice.Info));

    private IActionResult Forget(Notice notice)
    {
        Sitting.ForgetSignIn();
        Sitting.Notice = notice;
        return Home();
    }
}
