using System.Net;

namespace Mfa.Journeys.Tests.Journeys;

/// <summary>Before the realm's date a person who never had a second factor is let in with the password, and told until when.</summary>
internal sealed class BeforeTheDate(Place place) : Journey(place)
{
    private string _assertion = "";

    public override IReadOnlyList<Step> Steps =>
    [
        Step("sign in with the password", SignInAsync),
        Step("go on without a second factor", GoOnAsync),
    ];

    protected override async Task BecomeAsync() => Person = await Main.RegisterAsync(Place.Realm);

    protected override async Task SignInAsync()
    {
        var signedIn = (await Main.SignInAsync(Person)).Expect(HttpStatusCode.OK);
        Assert.Equal("optional", signedIn.Text("secondFactor"));
        Assert.NotEmpty(signedIn.Text("optionalUntil"));
        SignInToken = signedIn.Text("signInToken");
    }

    protected override async Task AssertEndAsync()
    {
        AssertSaid(_assertion, "mfa:1", "pwd");
        Assert.Empty(await FactorsAsync());
        (await Main.ChallengeAsync(Person, SignInToken, "none", nonce: Nonce)).Expect(422, "invalid-token");
    }

    private async Task GoOnAsync() =>
        _assertion = (await Main.ChallengeAsync(Person, SignInToken, "none", nonce: Nonce)).Expect(HttpStatusCode.Created).Text("assertion");
}
