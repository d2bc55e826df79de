using Mfa.Samples.Portal.Realms;
using Mfa.Samples.Portal.Sittings;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.WebUtilities;

namespace Mfa.Samples.Portal.Web;

/// <summary>The page a person asked for, also where the page of an error is shown in its place.</summary>
internal static class ShownPage
{
    private const string NoticeCookie = "__Host-notice";

    public static string PathOf(HttpContext context) =>
        context.Features.Get<IStatusCodeReExecuteFeature>()?.OriginalPath ?? context.Features.Get<IExceptionHandlerPathFeature>()?.Path
            ?? context.Request.Path.Value ?? "/";

    /// <returns>By the first segment of the path, also where there is no such page; null: it is no realm's.</returns>
    public static PortalRealm? RealmOf(HttpContext context, PortalRealms realms) => realms.Of(PathOf(context));

    /// <summary>Path and query, to come back to; what a script or a second form asked the page for is left out.</summary>
    public static string BackOf(HttpContext context)
    {
        var query = QueryHelpers.ParseQuery(context.Features.Get<IStatusCodeReExecuteFeature>()?.OriginalQueryString ?? context.Request.QueryString.Value);
        return QueryHelpers.AddQueryString(PathOf(context), query.Where(pair => pair.Key != "handler"));
    }

    /// <summary>A notice is of the page that a form led to, and stays there when it is loaded anew. On pages that are opened afterwards it would be stale.</summary>
    public static Notice? NoticeOf(HttpContext context, RealmPage page)
    {
        if (page.Sitting.Notice is not { } notice)
            return null;
        var told = $"{page.Realm.Path}-{page.Sitting.Revision}";
        var isHere = page.Sitting.At is not { } at || at.Split('?')[0] == context.Request.Path.Value;
        if (!isHere && context.Request.Cookies[NoticeCookie] == told)
            return null;
        context.Response.Cookies.Append(NoticeCookie, told, HostCookie.Options());
        return notice;
    }
}
