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

    private Task<Answer> CheckAsync(string realm, string account, string password) => app.InsideAsync(HttpMethod.Post, "/internal/password-checks", new JsonObject
    {
        ["realm"] = realm,
        ["accountId"] = account,
        ["password"] = password,
        ["relyingParty"] = app.Main.Id,
        ["network"] = Ask.NewAddress(),
    });
}
