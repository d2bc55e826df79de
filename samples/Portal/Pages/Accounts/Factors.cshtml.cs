using Mfa.Client;
using Mfa.Samples.Portal.Sittings;
using Mfa.Samples.Portal.Web;
using Microsoft.AspNetCore.Mvc;

namespace Mfa.Samples.Portal.Pages.Accounts;

/// <summary>What the person signs in with besides the password, and the way to every change of it.</summary>
internal sealed class FactorsModel(MfaClient mfa) : AccountPage
{
    /// <summary>Null: it could not be read just now.</summary>
    public Account? Account { get; private set; }

    /// <summary>Null: they could not be read just now.</summary>
    public IReadOnlyList<Factor>? Factors { get; private set; }

    /// <summary>What was left when the person signed in; null where the sign-in did not tell.</summary>
    public int? RecoveryCodesLeft => Sitting.First is { Method: not FirstFactor.RevocationCode, SecondFactor: not null } first ? first.RecoveryCodesRemaining : null;

    public bool CanAddEmail => Realm.HasMailCodes && IsMissing(FactorTypes.Email);

    public bool CanAddApp => IsMissing(FactorTypes.Totp);

    /// <summary>The factor whose enrolment is to end.</summary>
    [BindProperty]
    public string? Begun { get; set; }

    public async Task OnGetAsync(CancellationToken stop)
    {
        Account = await ReadAsync(() => mfa.Accounts.GetAsync(AccountId, stop));
        Languages.Follow(HttpContext, Account?.Locale);
        Factors = await ReadAsync(() => mfa.Factors.ListAsync(AccountId, cancellationToken: stop).ToListAsync(stop).AsTask());
    }

    /// <summary>Without the step-up token: so it ends nothing that was confirmed meanwhile.</summary>
    public async Task<IActionResult> OnPostGiveUpAsync(CancellationToken stop)
    {
        if (string.IsNullOrEmpty(Begun))
            return Again();
        await mfa.Factors.RemoveAsync(AccountId, Begun, cancellationToken: stop);
        if (Sitting.Enrolment?.Factor.Id == Begun)
            Sitting.Enrolment = null;
        return Again("Notice.EnrolmentGivenUp", Notice.Success);
    }

    public static bool IsBound(Factor factor) => factor.Status is not (FactorStatuses.ProofRequired or FactorStatuses.Pending);

    /// <returns>The page where an enrolment of this sitting goes on; null if it was begun elsewhere.</returns>
    public string? PageToGoOn(Factor factor) => Sitting.Enrolment?.Factor is not { } own || own.Id != factor.Id ? null : own switch
    {
        { Type: FactorTypes.Email } => "/Enrolments/Email",
        { Totp: not null } => "/Enrolments/Scan",
        _ => "/Enrolments/Prove",
    };

    private bool IsMissing(string type) => Factors?.Any(factor => factor.Type == type && IsBound(factor)) == false;
}
