using Mfa.Client;
using Mfa.Samples.Portal.Sittings;
using Microsoft.AspNetCore.Mvc;

namespace Mfa.Samples.Portal.Pages.Accounts;

/// <summary>Has a new revocation code made for the app; the page that shows one after an enrolment shows this one too.</summary>
internal sealed class RevocationCodeModel(MfaClient mfa) : AccountPage
{
    /// <summary>In <see cref="Sitting.Typed"/>: where the person goes from the page that shows the code.</summary>
    public const string Afterwards = "after-revocation-code";

    /// <summary>Null: it could not be read just now.</summary>
    public IReadOnlyList<Factor>? Apps { get; private set; }

    public async Task OnGetAsync(CancellationToken stop) => Apps = await ReadAsync(() => AppsAsync(stop));

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        if ((await AppsAsync(stop)).FirstOrDefault() is not { } app)
            return Again("Notice.NoAppForCode");

        Sitting.RevocationCode = (await mfa.Factors.IssueRevocationCodeAsync(AccountId, app.Id, StepUp, stop)).RevocationCode;
        Sitting.Typed[Afterwards] = Link("/Accounts/Factors");
        return Go("/Enrolments/RevocationCode");
    }

    private Task<List<Factor>> AppsAsync(CancellationToken stop) => mfa.Factors.ListAsync(AccountId, cancellationToken: stop)
        .Where(factor => factor is { Type: FactorTypes.Totp, Status: FactorStatuses.Active or FactorStatuses.Disabled }).ToListAsync(stop).AsTask();
}
