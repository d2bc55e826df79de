using Mfa.Client;
using Microsoft.AspNetCore.Mvc;

namespace Mfa.Samples.Portal.Pages.Signing;

/// <summary>A picture of the steps of an activation.</summary>
internal sealed class StepsModel(MfaClient mfa) : ActivationPage(mfa)
{
    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        await AskForTextAsync(stop);
        Sitting.SignatureKind = null;
        return Go("/Signing/Sign");
    }
}
