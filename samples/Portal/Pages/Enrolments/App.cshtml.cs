using Mfa.Client;
using Mfa.Samples.Portal.Sittings;
using Microsoft.AspNetCore.Mvc;

namespace Mfa.Samples.Portal.Pages.Enrolments;

/// <summary>An authenticator app, the first one or another device's: the password again, where nothing stands in for it.</summary>
internal sealed class AppModel(MfaClient mfa) : RealmPage
{
    [BindProperty]
    public string? Password { get; set; }

    public bool NeedsPassword => Beginning.NeedsPassword(Sitting);

    /// <summary>The account has an app: the new one takes its place.</summary>
    public bool Moves { get; private set; }

    /// <summary>The first app of one who has shown no more than the password: a mailed code comes before it.</summary>
    public bool MailFirst => NeedsPassword && !HasStepUp && Realm.HasMailCodes;

    public override bool IsOpen => Beginning.IsOpenTo(this);

    public override IActionResult Closed() => Sitting.First is null ? base.Closed() : Go("/Accounts/Factors");

    public async Task OnGetAsync(CancellationToken stop) =>
        Moves = HasStepUp && (await IfThereAsync(() => BoundFactors.ListAsync(mfa, Sitting.First!.AccountId, stop)))?.Exists(factor => factor.Type == FactorTypes.Totp) == true;

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        if (NeedsPassword && string.IsNullOrEmpty(Password))
            return Again("Notice.FieldsMissing");

        await new Beginning(mfa, this).BeginAsync(FactorTypes.Totp, Password, Context(), stop: stop);
        return Go(Sitting.Enrolment is { Factor.Status: FactorStatuses.ProofRequired } ? "/Enrolments/Prove" : "/Enrolments/Scan");
    }

    public override IActionResult Refused(MfaProblemException problem)
    {
        var answer = base.Refused(problem);
        Sitting.Notice = Beginning.NoticeOf(problem) ?? Sitting.Notice;
        return answer;
    }
}
