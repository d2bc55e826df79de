using Mfa.Client;
using Mfa.Samples.Portal.Assertions;
using Mfa.Samples.Portal.Sittings;
using Mfa.Samples.Portal.Texts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Mfa.Samples.Portal.Pages.Enrolments;

/// <summary>Codes by e-mail: the password again, then, on the same page, the code that was mailed to the address on record.</summary>
internal sealed class EmailModel(MfaClient mfa, AssertionDesk desk, IStringLocalizer<CommonTexts> texts) : MailedPage(mfa, texts)
{
    [BindProperty]
    public string? Password { get; set; }

    public bool NeedsPassword => Beginning.NeedsPassword(Sitting);

    public override bool IsOpen => Realm.HasMailCodes && (Pending is not null || Beginning.IsOpenTo(this));

    protected override string BeginPage => "/Enrolments/Email";

    public override IActionResult Closed() => Sitting.First is null ? base.Closed() : Go("/Accounts/Factors");

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        if (NeedsPassword && string.IsNullOrEmpty(Password))
            return Again("Notice.FieldsMissing");

        await new Beginning(Client, this).BeginAsync(FactorTypes.Email, Password, Context(), stop: stop);
        return Again();
    }

    public async Task<IActionResult> OnPostConfirmAsync(CancellationToken stop) =>
        Pending is not null && TakeCode() is { } code ? await new Confirmation(Client, desk, this).ConfirmAsync(code, stop) : Again();

    public override IActionResult Refused(MfaProblemException problem)
    {
        var answer = base.Refused(problem);
        Sitting.Notice = Beginning.NoticeOf(problem) ?? Sitting.Notice;
        return answer;
    }

    protected override bool IsAwaited(Factor factor) => factor.Type == FactorTypes.Email;
}
