using Mfa.Client;
using Mfa.Samples.Portal.Sittings;
using Microsoft.AspNetCore.Mvc;

namespace Mfa.Samples.Portal.Pages.Accounts;

/// <summary>Another password, for who knows the present one and has just proved a factor.</summary>
internal sealed class PasswordModel(MfaClient mfa) : AccountPage
{
    [BindProperty]
    public string? Current { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty]
    public string? Repeated { get; set; }

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        if (string.IsNullOrEmpty(Current) || string.IsNullOrEmpty(Password) || string.IsNullOrEmpty(Repeated))
            return Again("Notice.FieldsMissing");
        if (!string.Equals(Password, Repeated, StringComparison.Ordinal))
            return Again("Notice.PasswordsDiffer");
        await mfa.Accounts.ChangePasswordAsync(AccountId, new ChangePasswordRequest { NewPassword = Password, CurrentPassword = Current }, StepUp, stop);
        Sitting.Renamed = true;
        Sitting.Notice = new Notice("Notice.PasswordChanged", Notice.Success);
        return Go("/Accounts/Factors");
    }

    public override IActionResult Refused(MfaProblemException problem) =>
        problem.Code == ProblemCodes.InvalidCredentials ? Again("Notice.CurrentPasswordWrong") : base.Refused(problem);
}
