using Mfa.Client;
using Mfa.Samples.Portal.Sittings;
using Microsoft.AspNetCore.Mvc;

namespace Mfa.Samples.Portal.Pages.Enrolments;

/// <summary>An app or codes by e-mail: what each means, and what there is already.</summary>
internal sealed class ChooseModel(MfaClient mfa) : RealmPage
{
    public Factor? App { get; private set; }

    public Factor? Email { get; private set; }

    public override bool IsOpen => Beginning.IsOpenTo(this);

    public override IActionResult Closed() => Sitting.First is null ? base.Closed() : Go("/Accounts/Factors");

    public async Task<IActionResult> OnGetAsync(CancellationToken stop)
    {
        if (!Realm.HasMailCodes)
            return Go("/Enrolments/App");
        var bound = await IfThereAsync(() => BoundFactors.ListAsync(mfa, Sitting.First!.AccountId, stop)) ?? [];
        App = bound.FirstOrDefault(factor => factor.Type == FactorTypes.Totp);
        Email = bound.FirstOrDefault(factor => factor.Type == FactorTypes.Email);
        return Page();
    }
}
