using Mfa.Client;
using Mfa.Samples.Portal.Sittings;
using Mfa.Samples.Portal.Texts;
using Mfa.Samples.Portal.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Mfa.Samples.Portal.Pages.Accounts;

/// <summary>
/// Another e-mail address: it is given, mailed a code, and counts once the code is typed. A slow mail may outlast the five minutes of the account pages.
/// </summary>
internal sealed class AddressModel(MfaClient mfa, IStringLocalizer<CommonTexts> texts) : AccountPage
{
    private const string NewAddress = "new-address";
    private const string AskedBy = "address-asked-by";

    public override bool IsOpen => base.IsOpen
        || (Sitting is { First: { } first, StepUpToken: not null } && Sitting.Typed.GetValueOrDefault(AskedBy) == first.AccountId);

    /// <summary>Null: it could not be read just now.</summary>
    public Account? Account { get; private set; }

    /// <summary>The mail of an address that waits for its code, while the code is good.</summary>
    public DeliveryView? Pending => DeliveryView.Of(Realm, Account?.PendingEmail, Time.GetUtcNow());

    public bool CanTakeBack => Account is { Email: not null, EmailVerified: true };

    public string? TypedAddress => Sitting.Typed.GetValueOrDefault(NewAddress);

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Code { get; set; }

    public Task OnGetAsync(CancellationToken stop) => ReadAccountAsync(stop);

    public async Task<IActionResult> OnGetDeliveryAsync(CancellationToken stop)
    {
        await ReadAccountAsync(stop);
        return Pending is { } pending ? DeliveryText.Answer(Response, texts, pending) : NotFound();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        if (Email?.Trim() is not { Length: > 0 } address)
            return Again("Notice.FieldsMissing");
        Sitting.Typed[NewAddress] = address;
        var account = await mfa.Accounts.UpdateAsync(AccountId, new UpdateAccountRequest { Email = address }, StepUp, stop);
        Sitting.Typed.Remove(NewAddress);
        if (account.PendingEmail is null)
            return Again("Notice.AddressSame", Notice.Info);
        Sitting.Typed[AskedBy] = AccountId;
        return Again("Notice.AddressCodeSent", Notice.Info);
    }

    public async Task<IActionResult> OnPostConfirmAsync(CancellationToken stop)
    {
        if (TypedCode.Take(Sitting, Code, TypedCode.Usual) is not { } code)
            return Again();
        await mfa.Accounts.ConfirmEmailAsync(AccountId, code, stop);
        Sitting.Typed.Remove(AskedBy);
        Sitting.Notice = new Notice("Notice.AddressChanged", Notice.Success);
        return base.IsOpen ? Again() : Home();
    }

    public async Task<IActionResult> OnPostResendAsync(CancellationToken stop)
    {
        await mfa.Accounts.ResendEmailAsync(AccountId, stop);
        return Again("Notice.MailSentAgain", Notice.Success);
    }

    /// <summary>To give the account's own address is to take back the one that waits.</summary>
    public async Task<IActionResult> OnPostTakeBackAsync(CancellationToken stop)
    {
        var account = await mfa.Accounts.GetAsync(AccountId, stop);
        if (account is not { Email: { } present, EmailVerified: true })
            return Again();
        await mfa.Accounts.UpdateAsync(AccountId, new UpdateAccountRequest { Email = present }, StepUp, stop);
        Sitting.Typed.Remove(AskedBy);
        return Again("Notice.AddressKept", Notice.Success);
    }

    public override IActionResult Refused(MfaProblemException problem) =>
        problem.Code == ProblemCodes.InvalidRequest && Email is not null ? Again("Notice.AddressInvalid") : base.Refused(problem);

    private async Task ReadAccountAsync(CancellationToken stop) => Account = await ReadAsync(() => mfa.Accounts.GetAsync(AccountId, stop));
}
