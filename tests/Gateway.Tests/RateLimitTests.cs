using System.Net;
using Mfa.Gateway.Edge;
using Mfa.Gateway.Tests.Infrastructure;
using Microsoft.Extensions.Options;

namespace Mfa.Gateway.Tests;

/// <summary>The coarse limits per client and per peer (S10); budgets of codes are elsewhere (S09).</summary>
public sealed class RateLimitTests
{
    [Fact]
    public async Task AClientOverItsLimitIsTold()
    {
        await using var gateway = await StartAsync(("ClientPerSecond", 1), ("ClientBurst", 3));
        var token = gateway.Keys.AccessToken(client: "rp_one");

        using var last = await LastOfAsync(4, () => gateway.PostAsync("/v1/challenges", token));

        Assert.Equal("too-many-requests", await last.ProblemCodeAsync());
        Assert.Equal(HttpStatusCode.TooManyRequests, last.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), last.Headers.RetryAfter?.Delta);
        Assert.Equal(["\"client\";q=1;w=1"], last.Headers.GetValues("RateLimit-Policy"));
        Assert.Equal(["\"client\";r=0;t=1"], last.Headers.GetValues("RateLimit"));
        Assert.Equal(3, gateway.Challenge[0].Arrivals.Count);
    }

    [Fact]
    public async Task AnotherTokenIsNoOtherClient()
    {
        await using var gateway = await StartAsync(("ClientPerSecond", 1), ("ClientBurst", 3));

        using var last = await LastOfAsync(4, () => gateway.PostAsync("/v1/challenges", gateway.Keys.AccessToken(client: "rp_one")));
        using var other = await gateway.PostAsync("/v1/challenges", gateway.Keys.AccessToken(client: "rp_two"));

        Assert.Equal(HttpStatusCode.TooManyRequests, last.StatusCode);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task AClientHasRoomAgainAfterRetryAfter()
    {
        await using var gateway = await StartAsync(("ClientPerSecond", 1), ("ClientBurst", 1));
        var token = gateway.Keys.AccessToken();
        using var refused = await LastOfAsync(2, () => gateway.PostAsync("/v1/challenges", token));

        await Task.Delay(refused.Headers.RetryAfter!.Delta!.Value + TimeSpan.FromMilliseconds(300));

        using var again = await gateway.PostAsync("/v1/challenges", token);
        Assert.Equal((HttpStatusCode.TooManyRequests, HttpStatusCode.OK), (refused.StatusCode, again.StatusCode));
    }

    [Theory]
    [InlineData("X-Forwarded-For")]
    [InlineData("Forwarded")]
    [InlineData("X-Real-IP")]
    [InlineData("X-Original-For")]
    [InlineData("True-Client-IP")]
    public async Task NoHeaderGivesAPeerAnotherBucket(string header)
    {
        await using var gateway = await StartAsync(("PeerPerSecond", 1), ("PeerBurst", 3));
        var turn = 0;

        using var last = await LastOfAsync(5, () =>
        {
            var request = gateway.Request(HttpMethod.Get, "/.well-known/jwks.json");
            request.Headers.TryAddWithoutValidation(header, $"203.0.113.{turn++}");
            return gateway.Client.SendAsync(request);
        });

        Assert.Equal("too-many-requests", await last.ProblemCodeAsync());
        Assert.StartsWith("\"peer\"", last.Headers.GetValues("RateLimit-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FloodsWithoutAGoodTokenDoNotTouchClients()
    {
        await using var gateway = await StartAsync(("PeerPerSecond", 1), ("PeerBurst", 2));

        using var flooded = await LastOfAsync(4, () => gateway.PostAsync("/v1/challenges", gateway.Keys.AccessToken(issuer: "https://other.test")));
        using var client = await gateway.PostAsync("/v1/challenges", gateway.Keys.AccessToken());

        Assert.Equal((HttpStatusCode.TooManyRequests, HttpStatusCode.OK), (flooded.StatusCode, client.StatusCode));
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:3::1", "2001:db8:1:3::/64")]
    public void AnIPv6PeerIsItsSubscribersNetwork(string address, string network) =>
        Assert.Equal(network, PeerAddress.NetworkOf(IPAddress.Parse(address)));

    [Theory]
    [InlineData("ClientPerSecond", "0")]
    [InlineData("PeerBurst", "-1")]
    [InlineData("ClientBurst", "many")]
    public async Task AnImpossibleLimitStopsTheStart(string name, string value)
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(() =>
            RunningGateway.StartAsync(gateway => gateway.Settings["RateLimits:" + name] = value));

        Assert.True(failure is OptionsValidationException or InvalidOperationException, failure.ToString());
        Assert.Contains(name, failure.ToString(), StringComparison.Ordinal);
    }

    private static Task<RunningGateway> StartAsync(params (string Name, int Value)[] limits) => RunningGateway.StartAsync(gateway =>
    {
        foreach (var (name, value) in limits)
            gateway.Settings["RateLimits:" + name] = value.ToString(System.Globalization.CultureInfo.InvariantCulture);
    });

    private static async Task<HttpResponseMessage> LastOfAsync(int count, Func<Task<HttpResponseMessage>> send)
    {
        for (var i = 1; i < count; i++)
            (await send()).Dispose();
        return await send();
    }
}
