using System.Collections.Frozen;
using Mfa.Client;
using Mfa.Samples.Portal.Realms;
using Mfa.Samples.Portal.Sittings;
using Microsoft.Extensions.Options;

namespace Mfa.Samples.Portal.Assertions;

/// <summary>Where an assertion becomes a session: checked whole, for this realm, this sign-in and this account, once.</summary>
internal sealed class AssertionDesk
{
    private readonly FrozenDictionary<string, AssertionValidator> _validators;

    public AssertionDesk(MfaClient mfa, PortalRealms realms, IOptions<PortalOptions> options, TimeProvider time)
    {
        var keys = new AssertionKeys(mfa, new AssertionKeysOptions { Time = time });
        _validators = realms.All.ToFrozenDictionary(realm => realm.Id, Validator, StringComparer.Ordinal);

        AssertionValidator Validator(PortalRealm realm) =>
            new(new AssertionValidatorOptions { Issuer = realm.Issuer, ClientId = options.Value.ClientId, Time = time }, keys);
    }

    /// <summary>Signs the person in, or throws. The sitting gets another name: who had the old one before the sign-in has nothing.</summary>
    /// <param name="minimumAcr">The weakest that will do.</param>
    /// <exception cref="InvalidAssertionException">A check failed.</exception>
    public async Task AcceptAsync(RealmPage page, string? assertion, string minimumAcr = "mfa:2", CancellationToken stop = default)
    {
        var sitting = page.Sitting;
        sitting.SignedIn = await _validators[page.Realm.Id].ValidateAsync(
            assertion ?? "", new AssertionExpectation { Nonce = sitting.Nonce, AccountId = sitting.First?.AccountId, MinimumAcr = minimumAcr }, stop);
        (sitting.Nonce, sitting.Challenge, sitting.Renamed) = (null, null, true);
    }
}
