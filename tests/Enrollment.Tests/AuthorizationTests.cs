using System.Net;
using Mfa.InternalApi;

namespace Mfa.Enrollments.Tests;

public sealed class AuthorizationTests(EnrollmentApp app) : IClassFixture<EnrollmentApp>
{
    private const string SomePath = "/v1/accounts/acc_aaaaaaaaaaaaaaaaaaaaaaaaaa/factors";

    [Fact]
    public async Task WithoutAnAccessTokenNothingIsSaid()
    {
        foreach (var token in new[] { null, "garbage", app.Keys.ServiceToken("directory"), app.Keys.AccessToken("rp_one", ["quick"], "mfa.enroll", 1, life: -1) })
        {
            var reply = (await app.Bearer(token).GetAsync(SomePath)).Expect(HttpStatusCode.Unauthorized, "unauthorized");
            Assert.StartsWith("Bearer", reply.Headers["WWW-Authenticate"], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task AnotherScopeIsForbidden()
    {
        foreach (var scope in new[] { "mfa.challenge", "mfa.directory mfa.challenge", "", "mfa.enrol" })
            (await app.As(scope: scope).GetAsync(SomePath)).Expect(HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public async Task ATokenOfAnUnknownClientIsRefused()
    {
        var reply = (await app.As("rp_one", version: 7).GetAsync(SomePath)).Expect(HttpStatusCode.Unauthorized, "unauthorized");
        Assert.Equal("Bearer error=\"invalid_token\"", reply.Headers["WWW-Authenticate"]);
        (await app.As("rp_nobody", version: 1).GetAsync(SomePath)).Expect(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task AClientWhoseNewsIsStillOnItsWayIsAskedForAtDirectory()
    {
        var record = new RelyingPartyRecord("rp_new", "New", ["quick"], ["mfa.enroll"], [], new RelyingPartyPolicy(["totp"], null, null), false, "active", 3);
        app.People.RelyingParties["rp_new"] = record;
        (await app.As("rp_new", version: 2).GetAsync(SomePath)).Expect(HttpStatusCode.Unauthorized, "unauthorized");
        (await app.As("rp_new", version: 3).GetAsync(SomePath)).Expect(HttpStatusCode.NotFound, "not-found");

        app.People.RelyingParties["rp_new"] = record with { Status = "disabled", ClientVersion = 4 };
        (await app.As("rp_new", version: 4).GetAsync(SomePath)).Expect(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task ChangingOrDisablingAClientActsOnItsNextRequest()
    {
        await app.RegisterAsync("rp_changing", 1);
        var person = app.NewPerson(relyingParty: "rp_changing");
        var before = person.Backend;
        (await before.GetAsync(person.Factors)).Expect(HttpStatusCode.OK);

        await app.RegisterAsync("rp_changing", 2);
        (await before.GetAsync(person.Factors)).Expect(HttpStatusCode.Unauthorized, "unauthorized");
        (await person.Backend.GetAsync(person.Factors)).Expect(HttpStatusCode.OK);

        await app.RegisterAsync("rp_changing", 3, "disabled");
        (await person.Backend.GetAsync(person.Factors)).Expect(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task AnOlderRecordThatComesLateChangesNothing()
    {
        await app.RegisterAsync("rp_late", 5, "disabled");
        await app.RegisterAsync("rp_late", 4);
        (await app.As("rp_late", version: 4).GetAsync(SomePath)).Expect(HttpStatusCode.Unauthorized, "unauthorized");
        (await app.As("rp_late", version: 5).GetAsync(SomePath)).Expect(HttpStatusCode.Unauthorized, "unauthorized");

        await app.RegisterAsync("rp_late", 6);
        (await app.As("rp_late").GetAsync(SomePath)).Expect(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("/internal/factor-sets/acc_a?realm=quick")]
    [InlineData("/internal/factor-summaries/acc_a?realm=quick")]
    public async Task InternalRoutesTakeServiceTokensOnly(string path)
    {
        foreach (var token in new[] { null, "garbage", app.Keys.AccessToken("rp_one", ["quick"], "mfa.enroll mfa.operate", 1), app.Keys.ServiceToken("challenge", to: "directory") })
            (await app.Bearer(token).GetAsync(path)).Expect(HttpStatusCode.Unauthorized, "unauthorized");
        (await app.Inside("challenge").GetAsync(path)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task SecretsAndGuessesAreForChallengeAlone()
    {
        (await app.Inside("directory").GetAsync("/internal/factor-sets/acc_a?realm=quick")).Expect(HttpStatusCode.Unauthorized, "unauthorized");
        (await app.Inside("directory").PostAsync("/internal/outcomes", new System.Text.Json.Nodes.JsonObject { ["outcomes"] = new System.Text.Json.Nodes.JsonArray() }))
            .Expect(HttpStatusCode.Unauthorized, "unauthorized");
        (await app.Inside("directory").GetAsync("/internal/factor-summaries/acc_a?realm=quick")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task TheContractDescribesEveryPublicRouteAndNoOther()
    {
        var contract = (await app.Bearer(null).GetAsync("/openapi/v1.json")).Expect(HttpStatusCode.OK).Body;
        var paths = contract["paths"]!.AsObject();

        Assert.Equal(
            [
                "/v1/accounts/{id}/factor-reset", "/v1/accounts/{id}/factors", "/v1/accounts/{id}/factors/{fid}", "/v1/accounts/{id}/factors/{fid}/confirm", "/v1/accounts/{id}/factors/{fid}/prove",
                "/v1/accounts/{id}/factors/{fid}/resend", "/v1/accounts/{id}/factors/{fid}/revocation-code", "/v1/accounts/{id}/recovery-codes",
                "/v1/factor-revocations", "/v1/operations/key-rotation",
            ],
            paths.Select(path => path.Key).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["delete", "get"], paths["/v1/accounts/{id}/factors/{fid}"]!.AsObject().Select(operation => operation.Key).Order(StringComparer.Ordinal));
        Assert.Equal(
            """{"type":"array","items":{"type":"string"}}""", contract["components"]!["schemas"]!["IssueRecoveryCodesResponse"]!["properties"]!["codes"]!.ToJsonString());
    }

    [Fact]
    public async Task ReadyTellsTheRealms()
    {
        var ready = (await app.Bearer(null).GetAsync("/health/ready")).Expect(HttpStatusCode.OK);

        Assert.Equal("ready", ready.Text);
        Assert.Equal(64, ready.Headers["Mfa-Realms"].Length);
    }
}
