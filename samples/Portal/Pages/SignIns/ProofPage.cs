using Mfa.Client;
using Mfa.Samples.Portal.Sittings;
using Mfa.Samples.Portal.Web;
using Microsoft.AspNetCore.Mvc;

namespace Mfa.Samples.Portal.Pages.SignIns;

/// <summary>A page that asks for one code after the password, and offers the account's other factors.</summary>
internal abstract class ProofPage(Proof proof) : SignInPage
{
    private string? _asked;

    /// <summary>Whose code is asked for.</summary>
    public abstract string Factor { get; }

    [BindProperty]
    public string? Code { get; set; }

    public override bool IsOpen =>
        Sitting is { First: { } first, SignedIn: null, StepUpToken: null } && CodePages.IsOffered(first, Factor);

    public IEnumerable<string> OtherFactors => CodePages.Factors.Where(factor => factor != Factor && CodePages.IsOffered(Sitting.First!, factor));

    /// <summary>How the code looks.</summary>
    public string Format => Sitting.Challenge is { Format: { } format } challenge && challenge.Factor == Factor ? format : CodePages.FormatOf(Factor);

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        if (IsAwaited)
            return await proof.ProveAsync(this, Factor, TypedCode.Clean(Code), stop);
        Sitting.Notice = CodeRefusal.Said(ProblemCodes.ChallengeOver);
        return Again();
    }

    /// <summary>Has a code mailed: a new one, or instead of this page's.</summary>
    public async Task<IActionResult> OnPostMailAsync(CancellationToken stop)
    {
        _asked = FactorTypes.Email;
        return CodePages.IsOffered(Sitting.First!, _asked) ? await proof.MailAsync(this, stop) : Again();
    }

    public override IActionResult Refused(MfaProblemException problem) => CodeRefusal.Of(this, _asked ?? Factor, problem);

    // A mailed code belongs to its challenge; the others make one.
    private bool IsAwaited => Factor != FactorTypes.Email || Sitting.Challenge is { Factor: FactorTypes.Email };
}
