using System.Text;
using Mfa.Gateway.Tests.Infrastructure;

namespace Mfa.Gateway.Tests;

/// <summary>
/// A request that two servers could read in two ways (S41): a second request is hidden in the first. Whatever the gateway answers, a service
/// never sees the hidden one, nor a request cut or prolonged by it.
/// </summary>
public sealed class SmugglingTests(RunningGateway gateway) : IClassFixture<RunningGateway>
{
    private const string Hidden = "POST /v1/challenges/chl_victim/verify HTTP/1.1\r\nHost: mfa.test\r\nContent-Length: 0\r\n\r\n";

    public static TheoryData<string> Messages =>
    [
        "cl-te", "te-cl", "te-te-identity", "te-te-twice", "te-xchunked", "te-tab", "te-space-before-colon", "te-vertical-tab", "cl-cl-differ", "cl-cl-same",
        "cl-comma", "cl-minus", "cl-hex", "cl-space", "cl-overflow", "te-with-http10", "lf-in-headers", "lf-after-chunk-size", "chunk-extension-lf",
        "chunk-size-overflow", "chunk-size-minus", "chunk-size-0x", "obs-fold", "space-before-header", "cr-alone", "null-in-header", "colonless-header", "empty-header-name",
    ];

    [Theory]
    [MemberData(nameof(Messages))]
    public async Task IsRefusedAndTheConnectionClosed(string name)
    {
        gateway.Forget();

        var answer = await RawHttp.SendAsync(gateway.Address, Message(name));

        Assert.True(answer.Closed, answer.Text);
        Assert.All(answer.Statuses, status => Assert.InRange(status, 400, 501));
        Assert.True(answer.Statuses.Count <= 1, answer.Text);
        Assert.All(gateway.Services, service => Assert.Empty(service.Arrivals));
    }

    [Fact]
    public async Task AsManyRequestsArriveAsWereSentOnOneConnection()
    {
        gateway.Forget();
        var one = Head("Content-Type: application/json\r\nContent-Length: 2\r\n") + "{}";
        var chunked = Head("Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n") + "1;x=y\r\n{\r\n1\r\n}\r\n0\r\n\r\n";
        var hiding = Encoding.ASCII.GetBytes(Hidden).Length;
        var withHidden = Head($"Content-Type: application/json\r\nContent-Length: {hiding}\r\n") + Hidden;

        var answer = await RawHttp.SendAsync(gateway.Address, one + chunked + withHidden + one + chunked);

        Assert.Equal([200, 200, 200, 200, 200], answer.Statuses);
        Assert.Equal(5, gateway.Challenge[0].Arrivals.Count);
        Assert.All(gateway.Challenge[0].Arrivals, arrival => Assert.Equal("/v1/challenges", arrival.Target));
        Assert.Equal(["2", "2", hiding.ToString(System.Globalization.CultureInfo.InvariantCulture), "2", "2"],
            gateway.Challenge[0].Arrivals.Select(arrival => arrival.Headers["Content-Length"]));
    }

    [Fact]
    public async Task ALengthTheServerReadsLenientlyIsToldStrictly()
    {
        gateway.Forget();
        var answer = await RawHttp.SendAsync(gateway.Address, Head("Content-Type: application/json\r\nContent-Length: +2\r\n") + "{}" + Hidden);

        // What follows the body is a request of its own, without a token.
        Assert.Equal([200, 401], answer.Statuses);
        Assert.Equal("2", Assert.Single(gateway.Challenge[0].Arrivals).Headers["Content-Length"]);
    }

    [Fact]
    public async Task TrailersAndChunkExtensionsEndHere()
    {
        gateway.Forget();
        var answer = await RawHttp.SendAsync(gateway.Address,
            Head("Content-Type: application/json\r\nTransfer-Encoding: chunked\r\nTrailer: X-User-Id\r\n") + "2\r\n{}\r\n0\r\nX-User-Id: acc_admin\r\n\r\n");

        Assert.Equal([200], answer.Statuses);
        var arrival = Assert.Single(gateway.Challenge[0].Arrivals);
        Assert.Equal("{}"u8.ToArray(), arrival.Body);
        Assert.DoesNotContain("trailer", arrival.Headers.Keys, StringComparer.OrdinalIgnoreCase);
        Assert.DoesNotContain("X-User-Id", arrival.Headers.Keys, StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task AnUnauthenticatedBodyIsNotTakenForARequest()
    {
        gateway.Forget();
        var length = Encoding.ASCII.GetBytes(Hidden).Length;
        var refused = $"POST /v1/challenges HTTP/1.1\r\nHost: mfa.test\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{Hidden}";

        var answer = await RawHttp.SendAsync(gateway.Address, refused + Head("Content-Type: application/json\r\nContent-Length: 2\r\n") + "{}");

        Assert.Equal([401, 200], answer.Statuses);
        Assert.Equal("/v1/challenges", Assert.Single(gateway.Challenge[0].Arrivals).Target);
    }

    private string Message(string name)
    {
        const string Json = "Content-Type: application/json\r\n";
        return name switch
        {
            "cl-te" => Head(Json + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n" + Hidden,
            "te-cl" => Head(Json + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n") + $"{Encoding.ASCII.GetByteCount(Hidden):x}\r\n{Hidden}\r\n0\r\n\r\n",
            "te-te-identity" => Head(Json + "Transfer-Encoding: chunked, identity\r\n") + "0\r\n\r\n" + Hidden,
            "te-te-twice" => Head(Json + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n") + "0\r\n\r\n" + Hidden,
            "te-xchunked" => Head(Json + "Transfer-Encoding: xchunked\r\nContent-Length: 2\r\n") + "{}" + Hidden,
            "te-tab" => Head(Json + "Transfer-Encoding:\tchunked\r\nContent-Length: 2\r\n") + "{}" + Hidden,
            "te-space-before-colon" => Head(Json + "Transfer-Encoding : chunked\r\nContent-Length: 2\r\n") + "{}" + Hidden,
            "te-vertical-tab" => Head(Json + "Transfer-Encoding: \u000bchunked\r\nContent-Length: 2\r\n") + "{}" + Hidden,
            "cl-cl-differ" => Head(Json + "Content-Length: 2\r\nContent-Length: 90\r\n") + "{}" + Hidden,
            "cl-cl-same" => Head(Json + "Content-Length: 2\r\nContent-Length: 2\r\n") + "{}" + Hidden,
            "cl-comma" => Head(Json + "Content-Length: 2, 90\r\n") + "{}" + Hidden,
            "cl-minus" => Head(Json + "Content-Length: -2\r\n") + "{}" + Hidden,
            "cl-hex" => Head(Json + "Content-Length: 0x2\r\n") + "{}" + Hidden,
            "cl-space" => Head(Json + "Content-Length: 2 0\r\n") + "{}" + Hidden,
            "cl-overflow" => Head(Json + "Content-Length: 18446744073709551618\r\n") + "{}" + Hidden,
            "te-with-http10" => Head(Json + "Transfer-Encoding: chunked\r\nConnection: keep-alive\r\n").Replace("HTTP/1.1", "HTTP/1.0", StringComparison.Ordinal) + "0\r\n\r\n" + Hidden,
            "lf-in-headers" => Head(Json + "X-A: b\nContent-Length: 2\r\n") + "{}" + Hidden,
            "lf-after-chunk-size" => Head(Json + "Transfer-Encoding: chunked\r\n") + "2\n{}\r\n0\r\n\r\n" + Hidden,
            "chunk-extension-lf" => Head(Json + "Transfer-Encoding: chunked\r\n") + "2;\n{}\r\n0\r\n\r\n" + Hidden,
            "chunk-size-overflow" => Head(Json + "Transfer-Encoding: chunked\r\n") + "100000002\r\n{}\r\n0\r\n\r\n" + Hidden,
            "chunk-size-minus" => Head(Json + "Transfer-Encoding: chunked\r\n") + "-2\r\n{}\r\n0\r\n\r\n" + Hidden,
            "chunk-size-0x" => Head(Json + "Transfer-Encoding: chunked\r\n") + "0x2\r\n{}\r\n0\r\n\r\n" + Hidden,
            "obs-fold" => Head(Json + "X-A: b\r\n Content-Length: 90\r\nContent-Length: 2\r\n") + "{}" + Hidden,
            "space-before-header" => Head(" Transfer-Encoding: chunked\r\n" + Json + "Content-Length: 2\r\n") + "{}" + Hidden,
            "cr-alone" => Head(Json + "X-A: b\rTransfer-Encoding: chunked\r\nContent-Length: 2\r\n") + "{}" + Hidden,
            "null-in-header" => Head(Json + "X-A: b\0c\r\nContent-Length: 2\r\n") + "{}" + Hidden,
            "colonless-header" => Head(Json + "Transfer-Encoding chunked\r\nContent-Length: 2\r\n") + "{}" + Hidden,
            "empty-header-name" => Head(Json + ": chunked\r\nContent-Length: 2\r\n") + "{}" + Hidden,
            _ => "",
        };
    }

    private string Head(string headers) =>
        $"POST /v1/challenges HTTP/1.1\r\nHost: mfa.test\r\nAuthorization: Bearer {gateway.Keys.AccessToken()}\r\n{headers}\r\n";
}
