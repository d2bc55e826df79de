using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Mfa.Testing;

namespace Mfa.Journeys.Tests.Journeys;

/// <summary>Somebody with a personal number and an electronic signature, made by <c>openssl cms</c>.</summary>
internal sealed class Signer
{
    private readonly Place _place;
    private readonly Signatory _signatory;

    private Signer(Place place, Signatory signatory, string number) => (_place, _signatory, Number) = (place, signatory, number);

    /// <summary>The IDNP.</summary>
    public string Number { get; }

    public static async Task<Signer> NewAsync(Place place)
    {
        var number = PersonalNumber.New();
        return new Signer(place, await place.Authority!.IssueAsync("/serialNumber=" + number), number);
    }

    /// <returns>The answer of a right signature.</returns>
    public async Task<Answer> SignInAsync()
    {
        var asked = (await _place.Main.PostAsync("/v1/signature-sign-ins", new JsonObject { ["realm"] = _place.Realm })).Expect(HttpStatusCode.Created);
        Assert.NotEmpty(asked.Body!["kinds"]!.AsArray());
        var signature = await SignAsync(asked.Text("contentToSign"));
        return (await _place.Main.PostAsync(
            $"/v1/signature-sign-ins/{asked.Text("id")}/complete", new JsonObject { ["signature"] = Convert.ToBase64String(signature) })).Expect(HttpStatusCode.OK);
    }

    /// <returns>CMS, detached, DER.</returns>
    public Task<byte[]> SignAsync(string text) => _signatory.SignAsync(Encoding.UTF8.GetBytes(text));

    public Task<Answer> SetPasswordAsync(string accountId, string signInToken, string password = RelyingParty.Password) => _place.Main.SendAsync(
        HttpMethod.Put, $"/v1/accounts/{accountId}/password", new JsonObject { ["newPassword"] = password, ["signInToken"] = signInToken }.ToJsonString());
}
