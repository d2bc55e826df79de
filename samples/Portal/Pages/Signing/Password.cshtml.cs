using Mfa.Client;
using Mfa.Samples.Portal.Sittings;
using Microsoft.AspNetCore.Mvc;

namespace Mfa.Samples.Portal.Pages.Signing;

/// <summary>A new password, on the strength of the signature.</summary>
internal sealed class PasswordModel(MfaClient mfa) : ActivationPage(mfa)
{
    [BindProperty]
    public string? Password { get; set; }

    [BindProperty]
    public string? Repeated { get; set; }

    public override bool IsOpen => base.IsOpen && IsUnderWay(Sitting);

    /// <summary>The account was there before: its password ends, and later its app.</summary>
    public bool IsKnown => Sitting.First is { AccountCreated: false };

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        if (string.IsNullOrEmpty(Password) || Password != Repeated)
            return Again(string.IsNullOrEmpty(Password) || string.IsNullOrEmpty(Repeated) ? "Notice.FieldsMissing" : "Notice.PasswordsDiffer");

        var first = Sitting.First!;
        await Client.Accounts.ChangePasswordAsync(
            first.AccountId, new ChangePasswordRequest { NewPassword = Password, SignInToken = first.Token }, cancellationToken: stop);
        return Go("/Signing/Install");
    }
}
