using System.Globalization;
using Mfa.Gateway.Tests.Infrastructure;

namespace Mfa.Gateway.Tests;

/// <summary>What of a request's headers a service sees, and what every answer carries (S06, S10, S32).</summary>
public sealed class HeaderTests(RunningGateway gateway) : IClassFixture<RunningGateway>
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.9")]
    [InlineData("X-Forwarded-Host", "evil.example")]
    [InlineData("X-Forwarded-Proto", "gopher")]
    [InlineData("X-Forwarded-Prefix", "/internal")]
    [InlineData("Forwarded", "for=203.0.113.9;host=evil.example")]
    [InlineData("X-Real-IP", "203.0.113.9")]
    [InlineData("X-Original-For", "203.0.113.9")]
    [InlineData("X-Original-URL", "/internal/tokens/check")]
    [InlineData("X-Original-Host", "evil.example")]
    [InlineData("X-Rewrite-URL", "/internal/tokens/check")]
    [InlineData("True-Client-IP", "203.0.113.9")]
    [InlineData("CF-Connecting-IP", "203.0.113.9")]
    [InlineData("X-Client-IP", "203.0.113.9")]
    [InlineData("X-User-Id", "acc_admin")]
    [InlineData("X-Client-Cert", "MIIB")]
    [InlineData("X-HTTP-Method-Override", "DELETE")]
    [InlineData("X-Debug", "1")]
    [InlineData("Cookie", "session=1")]
    [InlineData("baggage", "userId=alice")]
    [InlineData("Correlation-Context", "userId=alice")]
    [InlineData("Request-Id", "|x.1.")]
    [InlineData("Via", "1.1 evil")]
    [InlineData("TE", "trailers")]
    [InlineData("Keep-Alive", "timeout=5")]
    [InlineData("Proxy-Authorization", "Basic eDp5")]
    [InlineData("Upgrade", "websocket")]
    [InlineData("Expect", "100-continue")]
    [InlineData("Mfa-Realms", "x")]
    public async Task NoOtherHeaderReachesAService(string name, string value)
    {
        var arrival = await SendAsync($"{name}: {value}\r\n");

        Assert.DoesNotContain(name, arrival.Headers.Keys, StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task TheHeadersOfTheContractDo()
    {
        var arrival = await SendAsync("Idempotency-Key: k-1\r\nMfa-Step-Up: a.b.c\r\nAccept: text/csv\r\nIf-None-Match: \"x\"\r\nUser-Agent: rp/1\r\n");

        Assert.Equal(
            ["accept", "authorization", "content-length", "content-type", "host", "idempotency-key", "if-none-match", "mfa-peer", "mfa-step-up", "traceparent"],
            arrival.Headers.Keys.Select(name => name.ToLowerInvariant()).Where(name => name[0] != ':').Order(StringComparer.Ordinal));
        Assert.Equal("k-1", arrival.Headers["Idempotency-Key"]);
        Assert.Equal("a.b.c", arrival.Headers["Mfa-Step-Up"]);
        Assert.StartsWith("Bearer ", arrival.Headers["Authorization"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task ThePeerIsTheSocketsOtherEndWhateverIsClaimed()
    {
        var arrival = await SendAsync("Mfa-Peer: 203.0.113.9\r\nX-Forwarded-For: 203.0.113.9\r\nX-Forwarded-For: 127.0.0.2\r\n");

        Assert.Equal("127.0.0.1", arrival.Headers["Mfa-Peer"]);
    }

    [Fact]
    public async Task TheHostAServiceSeesIsItsOwn()
    {
        var arrival = await SendAsync("");

        Assert.Equal(gateway.Challenge[0].Address.Authority, arrival.Headers["Host"]);
    }

    [Fact]
    public async Task TheTraceGoesOn()
    {
        var arrival = await SendAsync($"traceparent: 00-{TraceId}-b7ad6b7169203331-01\r\ntracestate: rp=1\r\n");

        var parts = arrival.Headers["traceparent"].Split('-');
        Assert.Equal(TraceId, parts[1]);
        Assert.NotEqual("b7ad6b7169203331", parts[2]);
        Assert.Equal("rp=1", arrival.Headers["tracestate"]);
    }

    [Theory]
    [InlineData("rp=", 600)]
    [InlineData("not a state ", 5)]
    public async Task AnOversizedOrUnreadableTraceStateIsDropped(string begin, int length)
    {
        var arrival = await SendAsync($"traceparent: 00-{TraceId}-b7ad6b7169203331-01\r\ntracestate: {begin}{new string('x', length)}\r\n");

        Assert.Equal(TraceId, arrival.Headers["traceparent"].Split('-')[1]);
        Assert.DoesNotContain("tracestate", arrival.Headers.Keys, StringComparer.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("zz")]
    [InlineData("00-00000000000000000000000000000000-0000000000000000-00")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01, 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    public async Task AnInvalidTraceParentBeginsATraceOfOurOwn(string value)
    {
        var arrival = await SendAsync($"traceparent: {value}\r\n");

        Assert.Matches("^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$", arrival.Headers["traceparent"]);
        Assert.DoesNotContain("00000000000000000000000000000000", arrival.Headers["traceparent"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Idempotency-Key", "a", "b")]
    [InlineData("Mfa-Step-Up", "a.b.c", "d.e.f")]
    public async Task AHeaderThatStandsTwiceIsRefused(string name, string first, string second)
    {
        gateway.Forget();
        var answer = await RawHttp.SendAsync(gateway.Address, Message($"{name}: {first}\r\n{name}: {second}\r\n"));

        Assert.Equal([400], answer.Statuses);
        Assert.Contains($"\"pointer\":\"{name}\"", answer.Text, StringComparison.Ordinal);
        Assert.Empty(gateway.Challenge[0].Arrivals);
    }

    [Fact]
    public async Task TwoAuthorizationHeadersAreNone()
    {
        gateway.Forget();
        var answer = await RawHttp.SendAsync(gateway.Address, Message($"Authorization: Bearer {gateway.Keys.AccessToken()}\r\n"));

        Assert.Equal([401], answer.Statuses);
        Assert.Empty(gateway.Challenge[0].Arrivals);
    }

    [Fact]
    public async Task MoreHeadersThanAnyoneNeedsAreRefused()
    {
        gateway.Forget();
        var flood = string.Concat(Enumerable.Range(0, 200).Select(i => string.Create(CultureInfo.InvariantCulture, $"X-Forwarded-For: 203.0.113.{i}\r\n")));
        var large = await RawHttp.SendAsync(gateway.Address, Message($"X-Forwarded-For: {new string('1', 17 * 1024)}\r\n"));
        var many = await RawHttp.SendAsync(gateway.Address, Message(flood));

        Assert.Equal([431], large.Statuses);
        Assert.Equal([431], many.Statuses);
        Assert.Empty(gateway.Challenge[0].Arrivals);
    }

    [Theory]
    [InlineData("/v1/challenges/chl_a")]
    [InlineData("/health/live")]
    [InlineData("/nothing")]
    [InlineData("/v1/sign-ins;x")]
    public async Task EveryAnswerIsHardened(string path)
    {
        gateway.Challenge[0].Answer = context =>
        {
            context.Response.Headers.Server = "Kestrel";
            return Task.CompletedTask;
        };
        using var response = await gateway.GetAsync(path, gateway.Keys.AccessToken());
        gateway.Challenge[0].Answer = null;

        Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
        Assert.Equal(["max-age=31536000"], response.Headers.GetValues("Strict-Transport-Security"));
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.Empty(response.Headers.Server);
        Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("X-Powered", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task AServiceMaySayHowLongItsAnswerKeeps()
    {
        gateway.Challenge[0].Answer = context =>
        {
            context.Response.Headers.CacheControl = "public, max-age=60";
            context.Response.Headers.ETag = "\"k\"";
            return Task.CompletedTask;
        };
        using var response = await gateway.GetAsync("/.well-known/jwks.json");
        gateway.Challenge[0].Answer = null;

        Assert.Equal("public, max-age=60", response.Headers.CacheControl!.ToString());
        Assert.Equal("\"k\"", response.Headers.ETag!.Tag);
    }

    private async Task<Arrival> SendAsync(string headers)
    {
        gateway.Forget();
        var answer = await RawHttp.SendAsync(gateway.Address, Message(headers));
        Assert.Equal(200, answer.Statuses[^1]);
        return Assert.Single(gateway.Challenge[0].Arrivals);
    }

    private string Message(string headers) =>
        $"POST /v1/challenges HTTP/1.1\r\nHost: mfa.test\r\nAuthorization: Bearer {gateway.Keys.AccessToken()}\r\n{headers}"
        + "Content-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
}
