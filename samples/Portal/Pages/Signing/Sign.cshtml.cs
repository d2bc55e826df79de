using System.Text;
using Mfa.Client;
using Mfa.Samples.Portal.Sittings;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Mfa.Samples.Portal.Pages.Signing;

/// <summary>The kind of electronic signature, then the text to sign with it, and the signature handed in.</summary>
internal sealed class SignModel(MfaClient mfa, IOptions<PortalOptions> options) : ActivationPage(mfa)
{
    public const string FileName = "mpass.txt";

    /// <summary>Less time is not enough to sign a text that is shown only now.</summary>
    private static readonly TimeSpan TimeToSign = TimeSpan.FromMinutes(3);

    [BindProperty]
    public string? Kind { get; set; }

    [BindProperty]
    public IFormFile? Signature { get; set; }

    public override bool IsOpen => base.IsOpen && Sitting.Signature is not null;

    public SignatureSignIn Asked => Sitting.Signature!;

    /// <summary>Null: the kind is to be chosen first.</summary>
    public SignatureKind? Chosen => KindOf(Sitting.SignatureKind);

    /// <summary>For trying it out; its TEXT is the file that this page hands out.</summary>
    public string? SignerCommand => options.Value.SignerCommand?.Replace(" TEXT", " " + FileName, StringComparison.Ordinal);

    /// <summary>Exactly the bytes to be signed.</summary>
    public IActionResult OnGetText() => File(Encoding.UTF8.GetBytes(Asked.ContentToSign), "text/plain", FileName);

    public async Task<IActionResult> OnPostKindAsync(CancellationToken stop)
    {
        if (KindOf(Kind) is not { } kind)
            return Again("Notice.SignatureKindMissing");

        Sitting.SignatureKind = kind.Id;
        if (Asked.ExpiresAt - Time.GetUtcNow() < TimeToSign)
            await AskForTextAsync(stop);
        return Again();
    }

    public IActionResult OnPostOtherKind()
    {
        Sitting.SignatureKind = null;
        return Again();
    }

    public async Task<IActionResult> OnPostAnewAsync(CancellationToken stop)
    {
        await AskForTextAsync(stop);
        return Again("Notice.NewText", Notice.Info);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        if (SignatureFile.FaultOf(Signature) is { } fault)
        {
            Sitting.Notice = fault;
            return Again();
        }

        var cms = await SignatureFile.ReadAsync(Signature!, stop);
        try
        {
            return Accept(await Client.SignIns.CompleteSignatureAsync(Asked.Id, cms, stop));
        }
        catch (MfaProblemException over) when (over.Code is ProblemCodes.ChallengeOver or ProblemCodes.NotFound)
        {
            await AskForTextAsync(stop);
            return Again("Notice.TextOver", Notice.Warning);
        }
    }

    public override IActionResult Refused(MfaProblemException problem)
    {
        var answer = base.Refused(problem);
        // The service takes somewhat less than a file may have here.
        if (problem.Code is ProblemCodes.InvalidRequest or ProblemCodes.BodyTooLarge)
            Sitting.Notice = new Notice("Notice.SignatureTooLarge");
        return answer;
    }

    private SignatureKind? KindOf(string? id) => Asked.Kinds?.FirstOrDefault(kind => kind.Id == id);

    private IActionResult Accept(SignIn signedIn)
    {
        Sitting.ForgetSignIn();
        (Sitting.First, Sitting.Renamed) = (FirstFactor.Of(signedIn, FirstFactor.Signature), true);
        return Go("/Signing/Password");
    }
}
