using System.Net;
using Mfa.Gateway.Tests.Infrastructure;
using Microsoft.Extensions.Configuration;

namespace Mfa.Gateway.Tests;

public sealed class RoutingTests(RunningGateway gateway) : IClassFixture<RunningGateway>
{
    private const string AllScopes = "mfa.challenge mfa.enroll mfa.directory mfa.operate mfa.audit";

    [Theory]
    [InlineData("POST", "/v1/sign-ins", "directory")]
    [InlineData("POST", "/v1/signature-sign-ins", "directory")]
    [InlineData("POST", "/v1/signature-sign-ins/sig_a/complete", "directory")]
    [InlineData("POST", "/v1/accounts", "directory")]
    [InlineData("POST", "/v1/accounts/lookup", "directory")]
    [InlineData("GET", "/v1/accounts/acc_a", "directory")]
    [InlineData("PATCH", "/v1/accounts/acc_a", "directory")]
    [InlineData("DELETE", "/v1/accounts/acc_a", "directory")]
    [InlineData("PUT", "/v1/accounts/acc_a/password", "directory")]
    [InlineData("POST", "/v1/accounts/acc_a/email/confirm", "directory")]
    [InlineData("POST", "/v1/accounts/acc_a/factor-reset", "enrollment")]
    [InlineData("POST", "/v1/accounts/acc_a/lock", "directory")]
    [InlineData("GET", "/v1/relying-parties", "directory")]
    [InlineData("POST", "/v1/relying-parties", "directory")]
    [InlineData("PATCH", "/v1/relying-parties/rp_a", "directory")]
    [InlineData("POST", "/v1/relying-parties/rp_a/secrets", "directory")]
    [InlineData("GET", "/v1/realms/quick", "directory")]
    [InlineData("GET", "/v1/audit-events", "directory")]
    [InlineData("GET", "/v1/audit-checkpoints", "directory")]
    [InlineData("GET", "/v1/operations/status", "directory")]
    [InlineData("POST", "/v1/operations/mail-test", "directory")]
    [InlineData("GET", "/v1/operations/key-rotation", "enrollment")]
    [InlineData("POST", "/v1/operations/key-rotation", "enrollment")]
    [InlineData("GET", "/v1/accounts/acc_a/factors", "enrollment")]
    [InlineData("POST", "/v1/accounts/acc_a/factors", "enrollment")]
    [InlineData("POST", "/v1/accounts/acc_a/factors/fac_b/confirm", "enrollment")]
    [InlineData("DELETE", "/v1/accounts/acc_a/factors/fac_b", "enrollment")]
    [InlineData("POST", "/v1/accounts/acc_a/recovery-codes", "enrollment")]
    [InlineData("POST", "/v1/factor-revocations", "enrollment")]
    [InlineData("POST", "/v1/challenges", "challenge")]
    [InlineData("GET", "/v1/challenges/chl_a", "challenge")]
    [InlineData("POST", "/v1/challenges/chl_a/verify", "challenge")]
    [InlineData("POST", "/v1/reports", "challenge")]
    public async Task EachRouteOfTheContractReachesItsService(string method, string path, string service)
    {
        gateway.Forget();
        var body = method is "GET" or "DELETE" ? null : "{}";

        using var response = await gateway.Client.SendAsync(gateway.Request(new HttpMethod(method), path, gateway.Keys.AccessToken(AllScopes), body));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var (name, arrival) = Assert.Single(gateway.Services.SelectMany(s => s.Arrivals.Select(a => (s.Name, a))));
        Assert.Equal(service, name);
        Assert.Equal((method, path, "HTTP/2"), (arrival.Method, arrival.Target, arrival.Protocol));
    }

    [Fact]
    public async Task TheOpenRoutesNeedNoAccessToken()
    {
        gateway.Forget();
        using var keys = await gateway.GetAsync("/.well-known/jwks.json");
        var ask = gateway.Request(HttpMethod.Post, "/oauth2/token");
        ask.Content = new FormUrlEncodedContent([KeyValuePair.Create("grant_type", "client_credentials")]);
        using var token = await gateway.Client.SendAsync(ask);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (keys.StatusCode, token.StatusCode));
        Assert.Single(gateway.Challenge[0].Arrivals);
        Assert.Equal("grant_type=client_credentials", System.Text.Encoding.UTF8.GetString(Assert.Single(gateway.Directory[0].Arrivals).Body));
    }

    [Fact]
    public async Task QueriesTravelUnchanged()
    {
        gateway.Forget();
        using var response = await gateway.GetAsync("/v1/challenges?accountId=acc_a&limit=20&after=QUJD%2BLw%3D%3D", gateway.Keys.AccessToken(AllScopes));

        Assert.Equal("/v1/challenges?accountId=acc_a&limit=20&after=QUJD%2BLw%3D%3D", Assert.Single(gateway.Challenge[0].Arrivals).Target);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/v1")]
    [InlineData("/v1/")]
    [InlineData("/v1/sign-ins/")]
    [InlineData("/v1/sign-ins/more")]
    [InlineData("/v1/reports/x")]
    [InlineData("/v2/challenges")]
    [InlineData("/oauth2")]
    [InlineData("/oauth2/authorize")]
    [InlineData("/.well-known/openid-configuration")]
    [InlineData("/metrics")]
    [InlineData("/swagger")]
    [InlineData("/debug")]
    [InlineData("/openapi/v2.json")]
    [InlineData("/health")]
    [InlineData("/health/detail")]
    [InlineData("/appsettings.json")]
    public async Task WhatTheContractDoesNotNameIsNotFound(string path)
    {
        gateway.Forget();
        using var response = await gateway.GetAsync(path, gateway.Keys.AccessToken(AllScopes));

        Assert.Equal("not-found", await response.ProblemCodeAsync());
        Assert.All(gateway.Services, service => Assert.Empty(service.Arrivals));
    }

    [Fact]
    public void EveryRouteNamesItsPolicyAndOnlyTwoAreOpen()
    {
        var routes = new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json")).Build()
            .GetSection("ReverseProxy:Routes").GetChildren().ToDictionary(route => route["Match:Path"]!, route => route["AuthorizationPolicy"]);

        Assert.DoesNotContain(routes, route => string.IsNullOrEmpty(route.Value));
        Assert.Equal(["/.well-known/jwks.json", "/oauth2/token"], routes.Where(route => route.Value == "anonymous").Select(route => route.Key).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(routes, route => route.Key.Contains("internal", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("HEAD")]
    [InlineData("OPTIONS")]
    [InlineData("TRACE")]
    [InlineData("PROPFIND")]
    [InlineData("post")]
    public async Task OtherMethodsAreNotFound(string method)
    {
        gateway.Forget();
        var answer = await RawHttp.SendAsync(gateway.Address,
            $"{method} /v1/challenges HTTP/1.1\r\nHost: mfa.test\r\nAuthorization: Bearer {gateway.Keys.AccessToken(AllScopes)}\r\nConnection: close\r\n\r\n");

        Assert.Equal([404], answer.Statuses);
        Assert.All(gateway.Services, service => Assert.Empty(service.Arrivals));
    }
}
