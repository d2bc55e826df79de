using Mfa.Client;
using Mfa.Samples.Portal.Texts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Microsoft.Net.Http.Headers;

namespace Mfa.Samples.Portal.Web;

/// <summary>What became of a mail, in one or two sentences: for the page, and for its script that asks again while it may change.</summary>
internal static class DeliveryText
{
    private const string StateHeader = "Delivery-State";

    public static string Of(IStringLocalizer<CommonTexts> texts, DeliveryView view)
    {
        var where = view.Hint ?? texts["Delivery.address"].Value;
        return view.Delivery switch
        {
            { State: DeliveryStates.HandedOver, At: { } at } =>
                texts["Delivery.handed-over", where, view.Realm.Clock(at)],
            { State: DeliveryStates.Deferred } => texts["Delivery.deferred", where],
            { State: DeliveryStates.Failed } => texts["Delivery.failed", where],
            { State: DeliveryStates.Expired } => texts["Delivery.expired", where],
            _ => texts["Delivery.queued", where],
        };
    }

    /// <returns>Whether more may become of the mail, so that it is worth asking again.</returns>
    public static bool GoesOn(Delivery? delivery) => delivery is { State: DeliveryStates.Queued or DeliveryStates.Deferred };

    /// <summary>
    /// What a page's <c>OnGetDeliveryAsync</c> returns: <c>return DeliveryText.Answer(Response, texts, view);</c>. With Retry-After the script comes again.
    /// </summary>
    public static ContentResult Answer(HttpResponse response, IStringLocalizer<CommonTexts> texts, DeliveryView view)
    {
        if (GoesOn(view.Delivery))
            response.Headers[HeaderNames.RetryAfter] = "2";
        response.Headers[StateHeader] = view.Delivery?.State;
        return new ContentResult { Content = Of(texts, view), ContentType = "text/plain; charset=utf-8" };
    }
}
