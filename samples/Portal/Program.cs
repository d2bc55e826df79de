using Mfa.Samples.Portal;
using Mfa.Samples.Portal.Assertions;
using Mfa.Samples.Portal.Realms;
using Mfa.Samples.Portal.Sittings;
using Mfa.Samples.Portal.Web;

var builder = WebApplication.CreateBuilder(args);
if (builder.Configuration["Portal:CredentialsFile"] is { } credentials)
    builder.Configuration.AddJsonFile(credentials, optional: false);

builder.WebHost.ConfigureKestrel(server => (server.AddServerHeader, server.Limits.MaxRequestBodySize) = (false, 256 * 1024));
builder.Services.AddOptions<PortalOptions>().BindConfiguration(PortalOptions.Section).ValidateDataAnnotations().ValidateOnStart();
builder.Services.AddOptions<List<PortalRealm>>().BindConfiguration("Realms");
builder.Services.AddSingleton(TimeProvider.System).AddSingleton<PortalRealms>().AddSingleton<SittingStore>().AddSingleton<AssertionDesk>();
builder.Services.AddMfaClient();
builder.Services.AddDistributedMemoryCache(cache => cache.SizeLimit = 256 * 1024 * 1024);
builder.Services.AddPortalPages(builder.Configuration);

var app = builder.Build();
app.UseExceptionHandler("/trouble/500");
app.UseSecurityHeaders();
app.UseStatusCodePagesWithReExecute("/trouble/{0}");
app.MapStaticAssets();
app.UseRouting();
app.UseRequestLocalization();
app.MapGet("/health/ready", () => "ready");
app.MapGet("/language/{code}", Languages.Choose);
app.MapRazorPages();
await app.RunAsync();
