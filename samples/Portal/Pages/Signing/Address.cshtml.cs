using Mfa.Client;
using Mfa.Samples.Portal.Problems;
using Mfa.Samples.Portal.Sittings;
using Mfa.Samples.Portal.Texts;
using Mfa.Samples.Portal.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Mfa.Samples.Portal.Pages.Signing;

/// <summary>After an activation: an address for notices is offered, and confirmed by a mailed code. Nobody has to give one.</summary>
internal sealed class AddressModel(MfaClient mfa, IStringLocalizer<CommonTexts> texts) : RealmPage
{
    private const string Next = "/Enrolments/Done";

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Code { get; set; }

    /// <summary>What became of the mail; null where no address waits for its code.</summary>
    public DeliveryView? Delivery { get; private set; }

    public override bool IsOpen => Sitting is { First.Method: FirstFactor.Signature, SignedIn: not null };

    public async Task OnGetAsync(CancellationToken stop) => Delivery = await ReadAsync(stop);

    public async Task<IActionResult> OnGetDeliveryAsync(CancellationToken stop) =>
        await ReadAsync(stop) is { } delivery ? DeliveryText.Answer(Response, texts, delivery) : NotFound();

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        if (Email?.Trim() is not { Length: > 0 } address)
            return Again("Notice.FieldsMissing");

        await mfa.Accounts.UpdateAsync(Sitting.First!.AccountId, new UpdateAccountRequest { Email = address }, HasStepUp ? Sitting.StepUpToken : null, stop);
        return Again();
    }

    public async Task<IActionResult> OnPostConfirmAsync(CancellationToken stop)
    {
        if (TypedCode.Take(Sitting, Code, TypedCode.Usual) is not { } code)
            return Again();
        await mfa.Accounts.ConfirmEmailAsync(Sitting.First!.AccountId, code, stop);
        Sitting.Notice = new Notice("Notice.AddressAdded", Notice.Success);
        return Go(Next);
    }

    public async Task<IActionResult> OnPostResendAsync(CancellationToken stop)
    {
        await mfa.Accounts.ResendEmailAsync(Sitting.First!.AccountId, stop);
        return Again("Notice.MailSentAgain", Notice.Success);
    }

    public IActionResult OnPostSkip() => Go(Next);

    /// <summary>The activation stands, whatever becomes of the address: when the time for changes is over, it can be given on the account pages.</summary>
    public override IActionResult Refused(MfaProblemException problem)
    {
        Sitting.Notice = problem.Code switch
        {
            ProblemCodes.StepUpRequired or ProblemCodes.InvalidToken => new Notice("Notice.AddressLater", Notice.Warning),
            ProblemCodes.InvalidRequest => new Notice("Notice.AddressInvalid"),
            _ => ProblemNotice.Of(problem, Realm, Time),
        };
        return problem.Code is ProblemCodes.StepUpRequired or ProblemCodes.InvalidToken ? Go(Next) : Again();
    }

    private async Task<DeliveryView?> ReadAsync(CancellationToken stop) => DeliveryView.Of(
        Realm, (await IfThereAsync(() => mfa.Accounts.GetAsync(Sitting.First!.AccountId, stop)))?.PendingEmail, Time.GetUtcNow());
}
