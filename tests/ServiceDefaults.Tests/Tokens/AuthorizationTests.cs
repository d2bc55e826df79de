using System.Net;
using Mfa.ServiceDefaults.Tests.Infrastructure;
using Mfa.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Mfa.ServiceDefaults.Tests.Tokens;

public sealed class GuardedService : IAsyncLifetime
{
    internal RunningService Service { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Service = await RunningService.StartAsync(app =>
    {
        app.MapGet("/plain", () => "plain");
        app.MapGet("/scoped", (Caller caller) => caller.ClientId).RequireScope(Scopes.Enroll);
        app.MapInternal().MapGet("/thing", (HttpContext context) => context.User.FindFirst("service")!.Value);
    });

    public ValueTask DisposeAsync() => Service.DisposeAsync();
}

/// <summary>Which token opens which route of a service: each service looks itself (S06).</summary>
public sealed class AuthorizationTests(GuardedService guarded) : IClassFixture<GuardedService>
{
    private RunningService Service => guarded.Service;

    [Theory]
    [InlineData("/plain")]
    [InlineData("/scoped")]
    [InlineData("/internal/thing")]
    [InlineData("/internal/nothing")]
    public async Task WithoutATokenNothingOpens(string path)
    {
        using var response = await Service.SendAsync(HttpMethod.Get, path);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task ARouteThatSaysNothingAsksForAnAccessToken()
    {
        using var response = await Service.SendAsync(HttpMethod.Get, "/plain", Service.AccessToken());

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("mfa.enroll", HttpStatusCode.OK)]
    [InlineData("mfa.challenge mfa.enroll", HttpStatusCode.OK)]
    [InlineData("mfa.challenge", HttpStatusCode.Forbidden)]
    [InlineData("mfa.enrollment", HttpStatusCode.Forbidden)]
    [InlineData("", HttpStatusCode.Forbidden)]
    public async Task AScopeOpensItsRoute(string scope, HttpStatusCode status)
    {
        using var response = await Service.SendAsync(HttpMethod.Get, "/scoped", Service.AccessToken(scope, client: "rp_a"));

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(status == HttpStatusCode.OK ? "rp_a" : "forbidden",
            status == HttpStatusCode.OK ? await response.Content.ReadAsStringAsync() : (await response.JsonAsync())["code"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("enrollment")]
    [InlineData("challenge")]
    public async Task AServiceOpensInternalRoutes(string issuer)
    {
        using var response = await Service.SendAsync(HttpMethod.Get, "/internal/thing", Service.ServiceToken(issuer));

        Assert.Equal((HttpStatusCode.OK, issuer), (response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task AnAccessTokenOpensNoInternalRouteAndAServiceTokenNoOther()
    {
        using var inside = await Service.SendAsync(HttpMethod.Get, "/internal/thing", Service.AccessToken("mfa.enroll mfa.operate"));
        using var outside = await Service.SendAsync(HttpMethod.Get, "/plain", Service.ServiceToken("challenge"));

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (inside.StatusCode, outside.StatusCode));
    }

    [Theory]
    [InlineData("challenge", "enrollment", 60)]
    [InlineData("challenge", "mfa", 60)]
    [InlineData("challenge", "directory", 0)]
    [InlineData("challenge", "directory", -1)]
    [InlineData("access", "directory", 60)]
    public async Task AServiceTokenIsForOneCalleeByAKnownService(string issuer, string audience, int life)
    {
        using var response = await Service.SendAsync(HttpMethod.Get, "/internal/thing", Service.ServiceToken(issuer, audience, life));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task AServiceCantSpeakForAnother()
    {
        var token = new TokenSigner(TokenClass.Service, Service.Services.GetRequiredService<Mfa.ServiceDefaults.Keys.KeyFolder>().SigningKey("challenge"))
            .Sign(new Dictionary<string, object> { ["iss"] = "enrollment", ["aud"] = "directory", ["exp"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 60 });

        using var response = await Service.SendAsync(HttpMethod.Get, "/internal/thing", token);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task TwoTokensAreNone()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/plain");
        request.Headers.TryAddWithoutValidation("Authorization", ["Bearer " + Service.AccessToken(), "Bearer " + Service.AccessToken()]);

        using var response = await Service.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task ATokenThatIsNotGoodIsToldSo()
    {
        using var response = await Service.SendAsync(HttpMethod.Get, "/plain", "a.b.c");

        Assert.Equal("Bearer error=\"invalid_token\"", response.Headers.WwwAuthenticate.ToString());
        Assert.Equal("unauthorized", (await response.JsonAsync())["code"]!.GetValue<string>());
    }
}
