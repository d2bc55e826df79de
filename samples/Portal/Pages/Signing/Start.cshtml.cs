using Mfa.Client;
using Mfa.Samples.Portal.Sittings;
using Microsoft.AspNetCore.Mvc;

namespace Mfa.Samples.Portal.Pages.Signing;

/// <summary>Two-step sign-in: with the code of an app, or, for who has none, by an activation.</summary>
internal sealed class StartModel : RealmPage
{
    /// <summary>The key of the service to sign in to; what was chosen before stays without it.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Service { get; set; }

    public override bool BeginsSitting => true;

    public override bool IsOpen => Realm.HasSignatures;

    /// <summary>The name of what is signed in to; null for the account pages.</summary>
    public string? Into => Realm.FindService(Service)?.Name;

    public string SignInLink => Url.Page("/SignIns/Password", new { realm = Realm.Path, service = Realm.FindService(Service)?.Key, way = FactorTypes.Totp })!;

    public override IActionResult Closed() => Home();

    public IActionResult OnPost()
    {
        Sitting.Service = Realm.FindService(Service)?.Key ?? Sitting.Service;
        return Go("/Signing/Steps");
    }
}
