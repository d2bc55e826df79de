using System.Net;
using System.Text.Json.Nodes;
using Mfa.Directories.Tests.Service;
using Mfa.Testing;

namespace Mfa.Directories.Tests;

/// <summary>CheckPassword, GetAccountCard and GetRelyingPartyRecord, as the other services ask them.</summary>
public sealed class InternalRoutesTests(DirectoryApp app)
{
    [Fact]
    public async Task ARightPasswordIsAnsweredWithTheAccount()
    {
        var person = await app.Main.RegisterAsync();
        var card = (await CheckAsync(person.Realm, person.AccountId, RelyingParty.Password)).Expect(HttpStatusCode.OK);
        Assert.Equal((person.Realm, person.AccountId, person.Identifier, "en"), (card.Text("realm"), card.Text("id"), card.Text("label"), card.Text("locale")));
    }

    [Fact]
    public async Task UntilThePasswordIsRightThereIsOneAnswer()
    {
        var (person, locked) = (await app.Main.RegisterAsync(), await app.Main.RegisterAsync());
        await app.LockAsync(locked);
        string[] answers =
        [
            (await CheckAsync("quick", person.AccountId, "a wrong password")).Expect(422, "invalid-credentials").WithoutTrace(),
            (await CheckAsync("quick", locked.AccountId, "a wrong password")).Expect(422, "invalid-credentials").WithoutTrace(),
            (await CheckAsync("dev", person.AccountId, RelyingParty.Password)).Expect(422, "invalid-credentials").WithoutTrace(),
            (await CheckAsync("quick", "acc_unknown", RelyingParty.Password)).Expect(422, "invalid-credentials").WithoutTrace(),
        ];
        Assert.Single(answers.Distinct());
        (await CheckAsync("quick", locked.AccountId, RelyingParty.Password)).Expect(403, "account-locked");
    }

    [Fact]
    public async Task APasswordIsCheckedByWhatAPersonTypedToo()
    {
        var (person, unconfirmed) = (await app.Main.RegisterAsync(), await app.JoinAsync("anna@example.hu"));
        var card = (await CheckTypedAsync("quick", person.Identifier.ToUpperInvariant(), RelyingParty.Password)).Expect(HttpStatusCode.OK);
        Assert.Equal(person.AccountId, card.Text("id"));
        string[] answers =
        [
            (await CheckTypedAsync("quick", person.Identifier, "a wrong password")).Expect(422, "invalid-credentials").WithoutTrace(),
            (await CheckTypedAsync("quick", Ask.NewUsername(), RelyingParty.Password)).Expect(422, "invalid-credentials").WithoutTrace(),
            (await CheckTypedAsync("quick", unconfirmed.Identifier, RelyingParty.Password)).Expect(422, "invalid-credentials").WithoutTrace(),
            (await CheckTypedAsync("dev", person.Identifier, RelyingParty.Password)).Expect(422, "invalid-credentials").WithoutTrace(),
            (await CheckTypedAsync("quick", "no identifier at all!", RelyingParty.Password)).Expect(422, "invalid-credentials").WithoutTrace(),
        ];
        Assert.Single(answers.Distinct());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ItIsCountedWithTheSignInsOfWhatWasTyped(bool known)
    {
        var typed = known ? (await app.Main.RegisterAsync("throttled")).Identifier : Ask.NewUsername();
        var refusals = 0;
        for (var guess = 0; guess < 20 && refusals == 0; guess++)
        {
            (await CheckTypedAsync("throttled", typed, "a wrong password", "192.0.2.1")).Expect(422, "invalid-credentials");
            refusals += (await app.Main.TryAsync("throttled", typed, "a wrong password")).Code == "too-many-sign-ins" ? 1 : 0;
        }

        Assert.Equal(1, refusals);
        (await CheckTypedAsync("throttled", typed, "a wrong password", "192.0.2.1")).Expect(429, "too-many-sign-ins");
    }

    [Fact]
    public async Task ACheckNamesOneAccountOneWay()
    {
        var person = await app.Main.RegisterAsync();
        var body = new JsonObject { ["realm"] = "quick", ["password"] = "p", ["relyingParty"] = app.Main.Id };
        CreateAccountTests.AssertPointer("/accountId", await app.InsideAsync(HttpMethod.Post, "/internal/password-checks", body.DeepClone()));
        (body["accountId"], body["identifier"]) = (person.AccountId, person.Identifier);
        CreateAccountTests.AssertPointer("/accountId", await app.InsideAsync(HttpMethod.Post, "/internal/password-checks", body));
    }

    [Fact]
    public async Task AnAccountIsSeenInItsRealmOnly()
    {
        var person = await app.Main.RegisterAsync();
        (await app.InsideAsync(HttpMethod.Get, $"/internal/accounts/{person.AccountId}?realm=quick")).Expect(HttpStatusCode.OK);
        (await app.InsideAsync(HttpMethod.Get, $"/internal/accounts/{person.AccountId}?realm=dev")).Expect(404, "not-found");
        (await app.InsideAsync(HttpMethod.Get, "/internal/accounts/acc_unknown?realm=quick")).Expect(404, "not-found");
        (await app.InsideAsync(HttpMethod.Get, $"/internal/accounts/{person.AccountId}")).Expect(400, "invalid-request");
    }

    [Fact]
    public async Task ARelyingPartyIsToldAsItIsWithoutItsSecret()
    {
        var record = (await app.InsideAsync(HttpMethod.Get, $"/internal/relying-parties/{app.Main.Id}")).Expect(HttpStatusCode.OK);
        Assert.Equal((app.Main.Id, "main", "active", 1), (record.Text("id"), record.Text("name"), record.Text("status"), record.Number("clientVersion")));
        Assert.DoesNotContain(app.Clients.Single(client => client.Id == app.Main.Id).Secret, record.Content, StringComparison.OrdinalIgnoreCase);
        (await app.InsideAsync(HttpMethod.Get, "/internal/relying-parties/rp_unknown")).Expect(404, "not-found");
    }

    [Theory]
    [InlineData("access")]
    [InlineData("audience")]
    [InlineData("issuer")]
    [InlineData("none")]
    public async Task OnlyAServiceComesIn(string token)
    {
        var person = await app.Main.RegisterAsync();
        var bearer = token switch
        {
            "access" => await app.Main.TokenAsync(),
            "audience" => app.ServiceToken(audience: "challenge"),
            "issuer" => app.ServiceToken(issuer: "portal"),
            _ => "none",
        };
        (await app.InsideAsync(HttpMethod.Get, $"/internal/accounts/{person.AccountId}?realm=quick", token: bearer)).Expect(401, "unauthorized");
        (await app.InsideAsync(HttpMethod.Post, "/internal/password-checks", new JsonObject(), bearer)).Expect(401, "unauthorized");
    }

    [Fact]
    public async Task AServiceTokenOpensNothingOfTheContract() =>
        (await app.RawAsync(HttpMethod.Get, "/v1/accounts/acc_aaaaaaaaaaaaaaaaaaaaaaaaaa", null, app.ServiceToken())).Expect(401, "unauthorized");

    [Fact]
    public async Task DirectoryShowsItsNeighboursAServiceToken()
    {
        var person = await app.Main.RegisterAsync();
        await app.Main.SignInAsync(person);
        var shown = app.Neighbours.Told.Single(told => told.Path.EndsWith(person.AccountId, StringComparison.Ordinal)).Authorization!;
        var token = new Microsoft.IdentityModel.JsonWebTokens.JsonWebToken(shown["Bearer ".Length..]);
        Assert.Equal(("svc+jwt", "directory", "enrollment"), (token.Typ, token.Issuer, token.Audiences.Single()));
    }

    private Task<Answer> CheckTypedAsync(string realm, string identifier, string password, string? network = null) =>
        app.InsideAsync(HttpMethod.Post, "/internal/password-checks", new JsonObject
        {
            ["realm"] = realm,
            ["identifier"] = identifier,
            ["password"] = password,
            ["relyingParty"] = app.Main.Id,
            ["network"] = network ?? Ask.NewAddress(),
        });

    private Task<Answer> CheckAsync(string realm, string account, string password) => app.InsideAsync(HttpMethod.Post, "/internal/password-checks", new JsonObject
    {
        ["realm"] = realm,
        ["accountId"] = account,
        ["password"] = password,
        ["relyingParty"] = app.Main.Id,
        ["network"] = Ask.NewAddress(),
    });
}
