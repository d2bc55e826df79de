using Mfa.Client;
using Mfa.Samples.Portal.Sittings;
using Microsoft.Extensions.Options;

namespace Mfa.Samples.Portal.Pages.Services;

/// <summary>A service that somebody is signed in to: it shows what the service has asserted, and the portal has checked.</summary>
internal sealed class WelcomeModel(MfaClient mfa, IOptions<PortalOptions> options) : RealmPage
{
    public override bool IsOpen => Sitting.SignedIn is not null;

    public Assertion SignedIn => Sitting.SignedIn!;

    public string ServiceName => Realm.FindService(Sitting.Service)?.Name ?? Realm.Name;

    /// <summary>Name and identifier, as far as they are known.</summary>
    public string Person { get; private set; } = "";

    /// <summary>What was checked, by its names in the assertion.</summary>
    public string Claims => VerifiedClaims.Of(SignedIn, Audience);

    public string Audience => options.Value.ClientId;

    public string Moment(DateTimeOffset instant) => Realm.Moment(instant, seconds: true);

    public async Task OnGetAsync(CancellationToken stop)
    {
        // Where the service does not answer, who is signed in stays so.
        var account = await IfThereAsync(() => mfa.Accounts.GetAsync(SignedIn.AccountId, stop));
        string?[] names = [account?.DisplayName, account?.Identifiers is [{ Value: var value }, ..] ? value : Sitting.Identifier];
        Person = string.Join(", ", names.Where(name => !string.IsNullOrEmpty(name)));
    }
}
