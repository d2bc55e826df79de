using System.Globalization;
using Mfa.Client;

namespace Mfa.Samples.Demo;

/// <summary>A relying party in its own realm: its client, and what it checks before it lets anybody in.</summary>
internal sealed class Counter
{
    private static readonly string[] Scopes = ["mfa.challenge", "mfa.enroll", "mfa.directory"];

    private readonly AssertionValidator _validator;

    public Counter(HttpClient http, ClientCredential credential, DemoRealm realm)
    {
        Client = new MfaClient(http, new MfaClientOptions { Credential = credential, Scopes = Scopes });
        _validator = new AssertionValidator(
            new AssertionValidatorOptions { Issuer = realm.Issuer, ClientId = credential.ClientId }, new AssertionKeys(Client));
    }

    public MfaClient Client { get; }

    /// <returns>The checked claims, in a few words.</returns>
    /// <exception cref="InvalidAssertionException">The assertion is not one for this sign-in.</exception>
    public async Task<string> CheckAssertionAsync(string assertion, Person person, string method)
    {
        var acr = method == FactorTypes.Totp ? "mfa:3" : "mfa:2";
        var said = await _validator.ValidateAsync(
            assertion, new AssertionExpectation { Nonce = person.Nonce, AccountId = person.AccountId, MinimumAcr = acr });
        if (said.Acr != acr || said.Method != method)
            throw new StepFailedException($"the assertion says {said.Acr} by {said.Method}, not {acr} by {method}");
        var life = (said.ExpiresAt - said.IssuedAt).TotalSeconds;
        return string.Create(CultureInfo.InvariantCulture, $"ES256 mfa-assertion+jwt, acr {acr}, nonce ours, {life:0} s");
    }
}
