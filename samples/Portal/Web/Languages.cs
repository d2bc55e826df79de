using System.Globalization;
using Mfa.Samples.Portal.Realms;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Localization;

namespace Mfa.Samples.Portal.Web;

/// <summary>In which language a page is: the one chosen, else the realm's, else the first of the browser's that there is.</summary>
internal sealed class Languages(PortalRealms realms) : RequestCultureProvider
{
    public const string Cookie = "__Host-language";

    /// <summary>By code, each under the name its speakers give it.</summary>
    public static readonly IReadOnlyDictionary<string, string> Names = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["hu"] = "Magyar",
        ["ro"] = "Română",
        ["ru"] = "Русский",
        ["en"] = "English",
    };

    public static readonly IReadOnlyList<string> Codes = [.. Names.Keys];

    public static void Configure(RequestLocalizationOptions options, PortalRealms realms)
    {
        CultureInfo[] cultures = [.. Codes.Select(CultureInfo.GetCultureInfo)];
        (options.SupportedCultures, options.SupportedUICultures) = (cultures, cultures);
        options.DefaultRequestCulture = new RequestCulture("en");
        options.RequestCultureProviders = [new Languages(realms), new AcceptLanguageHeaderRequestCultureProvider()];
    }

    public override Task<ProviderCultureResult?> DetermineProviderCultureResult(HttpContext httpContext)
    {
        var chosen = httpContext.Request.Cookies[Cookie];
        var language = chosen is not null && Names.ContainsKey(chosen) ? chosen : realms.Of(httpContext.Request.Path)?.Language;
        return Task.FromResult(language is null ? null : new ProviderCultureResult(language));
    }

    /// <summary>GET /language/{code}?back=/a/page: a link, so that it works without scripts; it changes nothing but the words.</summary>
    public static Results<RedirectHttpResult, NotFound> Choose(string code, string? back, HttpContext context)
    {
        if (!Names.ContainsKey(code))
            return TypedResults.NotFound();
        Remember(context, code);
        return TypedResults.LocalRedirect(IsLocal(back) ? back! : "/");
    }

    /// <summary>The account's own language, unless the person has chosen one in this browser.</summary>
    public static void Follow(HttpContext context, string? locale)
    {
        if (locale is not null && Names.ContainsKey(locale) && !context.Request.Cookies.ContainsKey(Cookie))
            Remember(context, locale);
    }

    private static void Remember(HttpContext context, string code) => context.Response.Cookies.Append(Cookie, code, HostCookie.Options(TimeSpan.FromDays(365)));

    private static bool IsLocal(string? path) => path is ['/', ..] && (path.Length == 1 || path[1] is not ('/' or '\\')) && !path.AsSpan().ContainsAnyInRange('\0', '\x1f');
}
