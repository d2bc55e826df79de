using Mfa.Client;
using Mfa.Samples.Portal.Sittings;
using Mfa.Samples.Portal.Texts;
using Mfa.Samples.Portal.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Mfa.Samples.Portal.Pages.Enrolments;

/// <summary>A page whose code comes by mail: it tells what became of the mail, and has it sent again.</summary>
internal abstract class MailedPage(MfaClient client, IStringLocalizer<CommonTexts> texts) : PendingPage(client)
{
    /// <summary>What became of the mail; null where none was sent yet.</summary>
    public DeliveryView? Delivery { get; private set; }

    public async Task OnGetAsync(CancellationToken stop) => Delivery = await ReadAsync(stop);

    public async Task<IActionResult> OnGetDeliveryAsync(CancellationToken stop) =>
        await ReadAsync(stop) is { } delivery ? DeliveryText.Answer(Response, texts, delivery) : NotFound();

    public async Task<IActionResult> OnPostResendAsync(CancellationToken stop)
    {
        if (Pending is not { } pending)
            return Again();
        var sent = await Client.Factors.ResendAsync(Sitting.First!.AccountId, pending.Id, stop);
        Sitting.Enrolment = Sitting.Enrolment! with { Factor = sent };
        return Again("Notice.MailSentAgain", Notice.Success);
    }

    private async Task<DeliveryView?> ReadAsync(CancellationToken stop)
    {
        if (Pending is not { } pending)
            return null;
        // Where nothing newer can be read, what is known is shown: the page's form then tells what is the matter.
        var factor = await IfThereAsync(() => Client.Factors.GetAsync(Sitting.First!.AccountId, pending.Id, stop)) ?? pending;
        return new DeliveryView(Realm, factor.Hint, factor.Delivery, factor.ResendAvailableAt, factor.ExpiresAt);
    }
}
