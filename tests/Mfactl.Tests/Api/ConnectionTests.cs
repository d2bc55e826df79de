using System.Net;
using System.Web;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Mfa.Mfactl.Tests.Api;

/// <summary>As whom the console speaks, and how a refusal is told.</summary>
public sealed class ConnectionTests
{
    private const string Account = """{"id":"acc_1","realm":"r","identifiers":[{"type":"username","value":"kovacs.anna"}],"status":"active","createdAt":"2026-01-01T00:00:00Z","securityChangedAt":"2026-01-01T00:00:00Z","emailVerified":false}""";

    [Fact]
    public async Task TheOperatorsKeySignsInAndIsNeverSent()
    {
        using var desk = await new Desk().SettleAsync();
        desk.Service.On("GET /v1/accounts/acc_1", Account);

        (await desk.RunAsync("accounts", "show", "acc_1")).Ended(0);

        var form = HttpUtility.ParseQueryString(Assert.Single(desk.Service.TokenRequests));
        var assertion = new JsonWebToken(form["client_assertion"]);
        Assert.Equal(("rp_me", "ES256", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"), (assertion.Issuer, assertion.Alg, form["client_assertion_type"]));
        Assert.Contains("https://mfa.test/oauth2/token", assertion.Audiences);
    }

    [Fact]
    public async Task WithoutAProfileTheWayToOneIsTold()
    {
        using var desk = new Desk();

        Assert.Contains("profiles save", (await desk.RunAsync("accounts", "show", "acc_1")).Ended(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARefusalSaysWhatHappenedWhatToDoAndTheTrace()
    {
        using var desk = await new Desk().SettleAsync();
        desk.Service.Refuse("GET /v1/accounts/acc_1", 404, "not-found");

        var said = (await desk.RunAsync("accounts", "show", "acc_1")).Ended(1);

        Assert.Empty(said.Output);
        Assert.Contains("404 not-found: Because.", said.Error, StringComparison.Ordinal);
        Assert.Contains("Look at the id", said.Error, StringComparison.Ordinal);
        Assert.Contains("https://mfa.test/problems/not-found", said.Error, StringComparison.Ordinal);
        Assert.Contains("Trace id: 4bf92f", said.Error, StringComparison.Ordinal);
        var problem = (await desk.RunAsync("accounts", "show", "acc_1", "--json")).Ended(1).Json["problem"]!;
        Assert.Equal(("not-found", "4bf92f"), (problem["code"]!.GetValue<string>(), problem["traceId"]!.GetValue<string>()));
    }

    [Fact]
    public async Task AClientThatIsNotKnownIsToldWhereToLook()
    {
        using var desk = await new Desk().SettleAsync();
        desk.Service.On("POST /oauth2/token", """{"error":"invalid_client"}""", HttpStatusCode.Unauthorized, "application/json");

        Assert.Contains("--client-id", (await desk.RunAsync("operations", "status")).Ended(1).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AServiceThatIsNotThereIsSaid()
    {
        using var desk = await new Desk().SettleAsync();
        desk.Service.On("GET /v1/operations/status", "<html>", HttpStatusCode.BadGateway, "text/html");

        Assert.Contains("502", (await desk.RunAsync("operations", "status")).Ended(1).Error, StringComparison.Ordinal);
    }
}
