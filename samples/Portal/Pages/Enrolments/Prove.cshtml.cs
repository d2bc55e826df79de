using Mfa.Client;
using Mfa.Samples.Portal.Texts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Mfa.Samples.Portal.Pages.Enrolments;

/// <summary>Before a first app's QR code: the code that was mailed to the address on record.</summary>
internal sealed class ProveModel(MfaClient mfa, IStringLocalizer<CommonTexts> texts) : MailedPage(mfa, texts)
{
    protected override string BeginPage => "/Enrolments/App";

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        if (TakeCode() is not { } code)
            return Again();
        var shown = await Client.Factors.ProveAsync(Sitting.First!.AccountId, Pending!.Id, code, stop);
        Sitting.Enrolment = Sitting.Enrolment! with { Factor = shown };
        return Go("/Enrolments/Scan");
    }

    protected override bool IsAwaited(Factor factor) => factor.Status == FactorStatuses.ProofRequired;
}
