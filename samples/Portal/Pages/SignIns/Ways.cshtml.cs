using Mfa.Client;
using Microsoft.AspNetCore.Mvc;

namespace Mfa.Samples.Portal.Pages.SignIns;

/// <summary>Which way in: with the password alone, with the app, or with codes by e-mail.</summary>
internal sealed class WaysModel : SignInPage
{
    /// <summary>The key of the service; none means the account pages.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Service { get; set; }

    public override bool BeginsSitting => true;

    /// <summary>The name of what is signed in to; null for the account pages.</summary>
    public string? Into => Realm.FindService(Service)?.Name;

    public IEnumerable<string> Ways => [FactorTypes.None, FactorTypes.Totp, .. Realm.HasMailCodes ? [FactorTypes.Email] : Array.Empty<string>()];

    public IActionResult OnGet() => Realm.HasSignatures ? LocalRedirect(To("/Signing/Start", way: null)) : Page();

    public string To(string page, string? way) => Url.Page(page, new { realm = Realm.Path, service = Realm.FindService(Service)?.Key, way })!;
}
