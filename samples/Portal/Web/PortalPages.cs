using Mfa.Client;
using Mfa.Samples.Portal.Pages.SignIns;
using Mfa.Samples.Portal.Realms;
using Mfa.Samples.Portal.Sittings;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Microsoft.Extensions.Options;

namespace Mfa.Samples.Portal.Web;

/// <summary>What the pages need of the framework, and the client through which they reach the service.</summary>
internal static class PortalPages
{
    private static readonly string[] Scopes = ["mfa.challenge", "mfa.enroll", "mfa.directory"];

    public static void AddPortalPages(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddLocalization();
        services.AddOptions<RequestLocalizationOptions>().Configure<PortalRealms>(Languages.Configure);
        services.AddSingleton<Proof>().AddSingleton<FirstSteps>();
        var reports = configuration.GetSection("Realms").GetChildren().Select(realm => realm[nameof(PortalRealm.ReportPath)]!).ToArray();
        services.AddRazorPages(pages => pages.Conventions.AddPageRouteModelConvention("/Reports/NotMe", page => Lead(reports, page))).AddMvcOptions(options =>
        {
            options.Filters.Add<SittingFilter>();
            options.Filters.Add<ExpiredFormFilter>();
        });
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "__Host-form";
            options.Cookie.SecurePolicy = CookieSecurePolicy.Always;
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.FormFieldName = "form";
            options.SuppressXFrameOptionsHeader = true;
        });
        services.Configure<RouteOptions>(options => options.LowercaseUrls = true);
        var protection = services.AddDataProtection().SetApplicationName("Mfa.Samples.Portal");
        if (configuration["Portal:KeysFolder"] is { } folder)
            protection.PersistKeysToFileSystem(new DirectoryInfo(folder));
    }

    // Each realm's mails lead to a path of its own, and to no other.
    private static void Lead(IEnumerable<string> paths, PageRouteModel page)
    {
        page.Selectors.Clear();
        foreach (var path in paths)
            page.Selectors.Add(new SelectorModel { AttributeRouteModel = new AttributeRouteModel { Template = path.TrimStart('/') } });
    }

    /// <summary>One client for all pages: it may be used by many at once, and fetches its access token itself. A page waits for no long retry.</summary>
    public static void AddMfaClient(this IServiceCollection services) => services.AddSingleton(provider =>
    {
        var portal = provider.GetRequiredService<IOptions<PortalOptions>>().Value;
        var http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5), AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = new Uri(portal.Mfa!.AbsoluteUri.TrimEnd('/') + "/"),
            Timeout = TimeSpan.FromSeconds(10),
        };
        return new MfaClient(http, new MfaClientOptions
        {
            Credential = new ClientSecretCredential(portal.ClientId, portal.ClientSecret),
            Scopes = Scopes,
            MaxRetries = 2,
            LongestWait = TimeSpan.FromSeconds(2),
        });
    });
}
