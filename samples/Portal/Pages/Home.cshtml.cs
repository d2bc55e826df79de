using Mfa.Samples.Portal.Realms;
using Mfa.Samples.Portal.Sittings;
using Microsoft.Extensions.Options;

namespace Mfa.Samples.Portal.Pages;

/// <summary>A realm's first page: what one can sign in to, and what helps when one can't.</summary>
internal sealed class HomeModel(IOptions<PortalOptions> options) : RealmPage
{
    public override bool BeginsSitting => true;

    /// <summary>Somebody to try the pages with, where a developer has set one up.</summary>
    public PortalOptions.DemoPerson? Demo => options.Value.DemoPeople.GetValueOrDefault(Realm.Id);

    /// <summary>The service that the person is signed in to.</summary>
    public PortalRealm.SampleService? Entered => Sitting.SignedIn is null ? null : Realm.FindService(Sitting.Service);

    public void OnGet()
    {
        // A sitting that has ended can't carry a notice.
        if (Request.Query.ContainsKey("signed-out") && Sitting is { First: null, Notice: null })
            ViewData["Notice"] = new Notice("Notice.SignedOut", Notice.Success);
    }
}
