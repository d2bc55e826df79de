using System.Net;
using System.Text.Json.Nodes;
using Mfa.Testing;

namespace Mfa.Journeys.Tests.Journeys;

/// <summary>A journey of somebody who has an authenticator app.</summary>
internal abstract class AppJourney(Place place) : Journey(place)
{
    protected string AppFactor { get; set; } = "";

    protected Phone Phone { get; set; } = null!;

    protected string RevocationCode { get; set; } = "";

    /// <summary>Who may sign with an electronic signature where the realm knows it.</summary>
    protected Signer? Signer { get; private set; }

    protected override Task BecomeAsync() => Place.Authority is null ? BecomeByMailAsync() : BecomeBySignatureAsync();

    private async Task BecomeBySignatureAsync()
    {
        Signer = await Signer.NewAsync(Place);
        var signedIn = await Signer.SignInAsync();
        Person = new Person(Place.Realm, signedIn.Text("accountId"), Signer.Number);
        (await Signer.SetPasswordAsync(Person.AccountId, signedIn.Text("signInToken"))).Expect(HttpStatusCode.NoContent);
        var pending = (await Main.PostAsync(FactorsPath, new JsonObject { ["type"] = "totp", ["signInToken"] = signedIn.Text("signInToken") })).Expect(HttpStatusCode.Created);
        (AppFactor, Phone) = (pending.Text("id"), SetUp(pending));
        RevocationCode = (await Main.ConfirmAsync(Person, AppFactor, await Phone.NextCodeAsync())).Expect(HttpStatusCode.OK).Text("revocationCode");
    }

    private async Task BecomeByMailAsync()
    {
        Person = await Main.RegisterWithAddressAsync(Place.Realm, Place.Locale);
        var begun = (await Main.StartTotpAsync(Person)).Expect(HttpStatusCode.Created);
        AppFactor = begun.Text("id");
        var mailed = (await Place.Mails.WaitForCodeAsync(Person.Email)).Code;
        Phone = SetUp((await Main.PostAsync($"{FactorsPath}/{AppFactor}/prove", CodeOf(mailed))).Expect(HttpStatusCode.OK));
        RevocationCode = (await Main.ConfirmAsync(Person, AppFactor, await Phone.NextCodeAsync())).Expect(HttpStatusCode.OK).Text("revocationCode");
    }

    protected async Task StepUpAsync() => StepUpToken =
        (await Main.ChallengeAsync(Person, SignInToken, "totp", await Phone.NextCodeAsync(), "manage")).Expect(HttpStatusCode.Created).Text("stepUpToken");

    /// <summary>The phone signs in.</summary>
    protected async Task<string> AssertionByAppAsync(Phone phone) =>
        (await Main.ChallengeAsync(Person, await Main.SignInTokenAsync(Person), "totp", await phone.NextCodeAsync(), nonce: Nonce))
            .Expect(HttpStatusCode.Created).Text("assertion");
}
