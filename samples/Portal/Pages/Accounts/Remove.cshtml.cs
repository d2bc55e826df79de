using Mfa.Client;
using Mfa.Samples.Portal.Sittings;
using Microsoft.AspNetCore.Mvc;

namespace Mfa.Samples.Portal.Pages.Accounts;

/// <summary>Says what ends with a factor, and removes it when the person confirms.</summary>
internal sealed class RemoveModel(MfaClient mfa) : AccountPage
{
    [BindProperty(SupportsGet = true, Name = "factor")]
    public string? Id { get; set; }

    /// <summary>Null: there is none of this id, or it could not be read just now.</summary>
    public Factor? Factor { get; private set; }

    public async Task OnGetAsync(CancellationToken stop) => Factor = await ReadAsync(() => mfa.Factors.GetAsync(AccountId, Id ?? "", stop));

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        await mfa.Factors.RemoveAsync(AccountId, Id ?? "", StepUp, stop);
        var first = Sitting.First!;
        Sitting.First = first with { Factors = [.. first.Factors.Where(factor => factor.Id != Id)] };
        Sitting.Notice = new Notice("Notice.FactorRemoved", Notice.Success);
        return Go("/Accounts/Factors");
    }
}
