using System.Net;

namespace Mfa.Journeys.Tests.Journeys;

/// <summary>A journey of somebody who has an authenticator app.</summary>
internal abstract class AppJourney(Place place) : Journey(place)
{
    protected string AppFactor { get; set; } = "";

    protected Phone Phone { get; set; } = null!;

    protected string RevocationCode { get; set; } = "";

    protected override async Task BecomeAsync()
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
