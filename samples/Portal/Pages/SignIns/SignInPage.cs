using Mfa.Client;
using Mfa.Samples.Portal.Sittings;

namespace Mfa.Samples.Portal.Pages.SignIns;

/// <summary>A page on the way into a service or into the account pages.</summary>
internal abstract class SignInPage : RealmPage
{
    /// <summary>Where the person is, and into which service.</summary>
    public RequestContext Whereabouts => Context(Sitting.Service);

    /// <summary>The service's own name; null for the account pages.</summary>
    public string? ServiceName => Realm.FindService(Sitting.Service)?.Name;

    /// <returns>Of the ways that the realm has, the one that was meant; the app's by default.</returns>
    protected string WayOf(string? named) => named switch
    {
        FactorTypes.Email when Realm.HasMailCodes => FactorTypes.Email,
        FactorTypes.None when !Realm.HasSignatures => FactorTypes.None,
        _ => FactorTypes.Totp,
    };
}
