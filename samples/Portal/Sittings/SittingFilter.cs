using Mfa.Client;
using Mfa.Samples.Portal.Problems;
using Mfa.Samples.Portal.Realms;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Mfa.Samples.Portal.Sittings;

/// <summary>
/// Gives a page its realm and its sitting. A form is taken once: it names the revision of the sitting that its page showed, waits for its turn, changes the sitting,
/// and ends in a redirect. So a double click, a reload, a second tab or a page reached by going back changes nothing, and leads to where the person is.
/// </summary>
internal sealed partial class SittingFilter(PortalRealms realms, SittingStore store, TimeProvider time, ILogger<SittingFilter> logger) : IAsyncPageFilter
{
    /// <summary>The field of a form that names the revision.</summary>
    public const string RevisionField = "revision";

    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    public async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        if (context.HandlerInstance is not RealmPage page)
        {
            await next();
            return;
        }

        if (realms.Of(context.HttpContext.Request.Path) is not { } realm)
        {
            context.Result = new NotFoundResult();
            return;
        }

        page.Realm = realm;
        page.Time = time;
        if (HttpMethods.IsPost(context.HttpContext.Request.Method))
            await TakeAsync(context, page, next);
        else
            await ShowAsync(context, page, next);
    }

    private async Task ShowAsync(PageHandlerExecutingContext context, RealmPage page, PageHandlerExecutionDelegate next)
    {
        var http = context.HttpContext;
        if (await store.FindAsync(http, page.Realm) is { } found)
        {
            page.Sitting = found;
        }
        else
        {
            page.Sitting = new Sitting();
            if (page.BeginsSitting)
                await store.SaveAsync(http, page.Realm, page.Sitting);
        }

        http.Items[typeof(Sitting)] = page.Sitting;
        if (!page.IsOpen)
            context.Result = page.Closed();
        else
            await next();
    }

    private async Task TakeAsync(PageHandlerExecutingContext context, RealmPage page, PageHandlerExecutionDelegate next)
    {
        var http = context.HttpContext;
        using var turn = await store.TurnAsync(http, page.Realm);
        var found = await store.FindAsync(http, page.Realm);
        page.Sitting = found ?? new Sitting();
        if (found is null && !page.BeginsSitting)
        {
            await SayAsync(http, page, new Notice("Notice.SittingOver", Notice.Warning));
            context.Result = page.Home();
            return;
        }

        if (found is not null && http.Request.Form[RevisionField] != found.Revision.ToString(System.Globalization.CultureInfo.InvariantCulture))
        {
            context.Result = found.At is { } at ? new LocalRedirectResult(at) : page.Home();
            return;
        }

        if (!page.IsOpen)
        {
            context.Result = page.Closed();
            return;
        }

        FinishWhateverHappens(context);
        page.Sitting.Notice = null;
        page.Sitting.Revision++;
        var done = await next();
        var result = done.Exception is { } failure && Explain(page, failure) is { } explained ? Handled(done, explained) : done.Result;
        if (done.Exception is null || done.ExceptionHandled)
            await SaveAsync(http, page, result);
    }

    // A second click breaks the first request off; what that has begun at the service is ended and kept all the same.
    private static void FinishWhateverHappens(PageHandlerExecutingContext context)
    {
        foreach (var stop in context.HandlerArguments.Where(argument => argument.Value is CancellationToken).Select(argument => argument.Key).ToArray())
            context.HandlerArguments[stop] = CancellationToken.None;
    }

    private async Task SaveAsync(HttpContext http, RealmPage page, IActionResult? result)
    {
        page.Sitting.At = (result as LocalRedirectResult)?.Url ?? page.Sitting.At;
        await store.SaveAsync(http, page.Realm, page.Sitting);
    }

    private Task SayAsync(HttpContext http, RealmPage page, Notice notice)
    {
        page.Sitting.Notice = notice;
        return store.SaveAsync(http, page.Realm, page.Sitting);
    }

    private static IActionResult Handled(PageHandlerExecutedContext done, IActionResult result)
    {
        done.ExceptionHandled = true;
        done.Result = result;
        return result;
    }

    private IActionResult? Explain(RealmPage page, Exception failure)
    {
        switch (failure)
        {
            case MfaProblemException problem:
                return page.Refused(problem);
            case InvalidAssertionException refused:
                Log.AssertionRefused(logger, refused.Check);
                page.Sitting.ForgetSignIn();
                page.Sitting.Notice = new Notice("Notice.AssertionRefused");
                return page.Home();
            case not null when ProblemNotice.IsOutage(failure):
                Log.ServiceDown(logger, failure.GetType().Name);
                return page.Again("Notice.ServiceDown");
            default:
                return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "An assertion was refused: {Check}")]
        public static partial void AssertionRefused(ILogger logger, AssertionCheck check);

        [LoggerMessage(2, LogLevel.Warning, "The service can't be reached ({Cause})")]
        public static partial void ServiceDown(ILogger logger, string cause);
    }
}
