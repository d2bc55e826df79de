using Mfa.Client;
using Mfa.Samples.Portal.Realms;
using Mfa.Samples.Portal.Sittings;

namespace Mfa.Samples.Portal.Pages.Enrolments;

/// <summary>What was activated, what changes by it, and where to go on.</summary>
internal sealed class DoneModel : RealmPage
{
    public override bool IsOpen => Sitting.Enrolment is { Factor.Status: FactorStatuses.Active };

    public Factor Factor => Sitting.Enrolment!.Factor;

    /// <summary>What the person came for; null: the account pages.</summary>
    public PortalRealm.SampleService? Service => Sitting.SignedIn is null ? null : Realm.FindService(Sitting.Service);
}
