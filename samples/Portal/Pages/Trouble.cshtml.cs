using System.Diagnostics;
using System.Globalization;
using Mfa.Client;
using Mfa.Samples.Portal.Problems;
using Mfa.Samples.Portal.Realms;
using Mfa.Samples.Portal.Web;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Mfa.Samples.Portal.Pages;

/// <summary>What is shown in place of a page that failed: what happened and what to do; of the cause only the number by which operators find it.</summary>
[IgnoreAntiforgeryToken]
internal sealed class TroubleModel(PortalRealms realms) : PageModel, IAsyncResultFilter
{
    private static readonly int[] Told = [400, 404, 413, 429, 500, 503];

    /// <summary>What is wrong, as an HTTP status with a text of its own; 500 stands for all others.</summary>
    public int Status { get; private set; } = StatusCodes.Status500InternalServerError;

    /// <summary>Whether the same page may be there when it is asked for again.</summary>
    public bool IsPassing => Status is 400 or 413 or 429 or 503;

    public string Back => ShownPage.BackOf(HttpContext);

    public string First => ShownPage.RealmOf(HttpContext, realms) is { } realm ? $"/{realm.Path}" : "/";

    public string Trace => Activity.Current?.TraceId.ToString() ?? HttpContext.TraceIdentifier;

    /// <summary>Whatever the method: the request that failed may have been any.</summary>
    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        var status = HttpContext.Features.Get<IExceptionHandlerFeature>()?.Error is { } error ? StatusOf(error) : StatusOfAnswer();
        Status = Told.Contains(status) ? status : StatusCodes.Status500InternalServerError;
        Response.StatusCode = status;
    }

    /// <summary>Where nobody has chosen a language, the page is in that of the realm whose page failed.</summary>
    public async Task OnResultExecutionAsync(ResultExecutingContext context, ResultExecutionDelegate next)
    {
        if (!Request.Cookies.ContainsKey(Languages.Cookie) && ShownPage.RealmOf(HttpContext, realms) is { } realm)
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(realm.Language);
        await next();
    }

    private static int StatusOf(Exception error) => error switch
    {
        _ when ProblemNotice.IsOutage(error) => StatusCodes.Status503ServiceUnavailable,
        MfaProblemException { Status: StatusCodes.Status503ServiceUnavailable or StatusCodes.Status429TooManyRequests } problem => problem.Status,
        BadHttpRequestException bad => bad.StatusCode,
        _ => StatusCodes.Status500InternalServerError,
    };

    private int StatusOfAnswer()
    {
        var isTold = int.TryParse(RouteData.Values["status"] as string, CultureInfo.InvariantCulture, out var status) && status is >= 400 and < 600;
        var told = isTold ? status : StatusCodes.Status404NotFound;

        // A form that is too large is not read, so that nothing is found in it.
        var isTooLarge = Request.ContentLength > HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize;
        return told == StatusCodes.Status400BadRequest && isTooLarge ? StatusCodes.Status413PayloadTooLarge : told;
    }
}
