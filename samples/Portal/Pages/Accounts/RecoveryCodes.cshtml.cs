using Mfa.Client;
using Mfa.Samples.Portal.Sittings;
using Microsoft.AspNetCore.Mvc;

namespace Mfa.Samples.Portal.Pages.Accounts;

/// <summary>Has recovery codes made and shows them, however long it takes to write them down, until the person says that they are saved.</summary>
internal sealed class RecoveryCodesModel(MfaClient mfa) : AccountPage
{
    public override bool IsOpen => base.IsOpen || Sitting.RecoveryCodes is not null;

    [BindProperty]
    public bool Saved { get; set; }

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        if (!base.IsOpen)
            return Closed();
        var codes = (await mfa.Factors.IssueRecoveryCodesAsync(AccountId, StepUp, stop)).Codes;
        Sitting.RecoveryCodes = codes;
        Sitting.First = Sitting.First! with { RecoveryCodesRemaining = codes.Count };
        return Again();
    }

    public IActionResult OnPostDone()
    {
        if (!Saved)
            return Again("Notice.SavedNotTicked");

        Sitting.RecoveryCodes = null;
        Sitting.Notice = new Notice("Notice.RecoveryCodesSaved", Notice.Success);
        return base.IsOpen ? Go("/Accounts/Factors") : Home();
    }
}
