using Mfa.Client;
using Mfa.Samples.Portal.Sittings;
using Mfa.Samples.Portal.Web;
using Microsoft.AspNetCore.Mvc;

namespace Mfa.Samples.Portal.Pages.SignIns;

/// <summary>The phone is gone: name, password and the code against it remove the app, and open an enrolment where no other factor is left.</summary>
internal sealed class LostPhoneModel(MfaClient mfa) : SignInPage
{
    /// <summary>Letters and digits of a revocation or reset code.</summary>
    private const int CodeLength = 16;

    [BindProperty]
    public string? Identifier { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty]
    public string? Code { get; set; }

    public override bool BeginsSitting => true;

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        Sitting.Identifier = Identifier?.Trim();
        var code = TypedCode.Clean(Code);
        if (Sitting.Identifier is not { Length: > 0 } identifier || string.IsNullOrEmpty(Password) || code.Length != CodeLength)
            return Again(code.Length is 0 or CodeLength ? "Notice.FieldsMissing" : "Notice.RevocationCodeForm");

        var revoked = await mfa.Factors.RevokeAsync(
            new RevokeFactorRequest { Realm = Realm.Id, Identifier = identifier, Password = Password, RevocationCode = code, Context = Context() }, stop);
        Sitting.ForgetSignIn();
        Sitting.Renamed = true;
        return revoked.Method == FirstFactor.RevocationCode ? Enrol(revoked) : BackToSignIn();
    }

    /// <summary>Which of the three was wrong is not said.</summary>
    public override IActionResult Refused(MfaProblemException problem)
    {
        if (problem.Code != ProblemCodes.InvalidCredentials)
            return base.Refused(problem);
        return Again("Notice.LostPhoneRefused");
    }

    private IActionResult Enrol(FactorRevocation revoked)
    {
        Sitting.First = new FirstFactor { AccountId = revoked.AccountId, Token = revoked.SignInToken, Method = revoked.Method, Factors = revoked.Factors };
        Sitting.Nonce = OpaqueNonce.New();
        Sitting.Notice = new Notice("Notice.AppRemoved", Notice.Success);
        return Go("/Enrolments/Choose");
    }

    private LocalRedirectResult BackToSignIn()
    {
        Sitting.Notice = new Notice("Notice.AppRemovedOtherLeft", Notice.Success);
        return LocalRedirect(Url.Page("/SignIns/Ways", new { realm = Realm.Path, service = Sitting.Service })!);
    }
}
