using Mfa.Client;
using Mfa.Samples.Portal.Pages.Enrolments;
using Microsoft.AspNetCore.Mvc;

namespace Mfa.Samples.Portal.Pages.Signing;

/// <summary>Where the usual apps are to be had; then one of them is set up.</summary>
internal sealed class InstallModel(MfaClient mfa) : ActivationPage(mfa)
{
    public static readonly IReadOnlyList<AppLink> Android =
    [
        new("Google Authenticator", "https://play.google.com/store/apps/details?id=com.google.android.apps.authenticator2"),
        new("Microsoft Authenticator", "https://play.google.com/store/apps/details?id=com.azure.authenticator"),
    ];

    public static readonly IReadOnlyList<AppLink> Apple =
    [
        new("Google Authenticator", "https://apps.apple.com/app/google-authenticator/id388497605"),
        new("Microsoft Authenticator", "https://apps.apple.com/app/microsoft-authenticator/id983156458"),
    ];

    public override bool IsOpen => base.IsOpen && IsUnderWay(Sitting);

    /// <summary>A new app takes the place of the one there is.</summary>
    public bool Replaces => Sitting.First!.Factors.Any(factor => factor.Type == FactorTypes.Totp);

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        var account = await Client.Accounts.GetAsync(Sitting.First!.AccountId, stop);
        var next = account.Email is null ? "/Signing/Address" : "/Enrolments/Done";
        await new Beginning(Client, this).BeginAsync(FactorTypes.Totp, password: null, Context(), next, stop);
        return Go("/Enrolments/Scan");
    }

    /// <param name="Address">In the shop for the phone.</param>
    internal sealed record AppLink(string Name, string Address);
}
