using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Mfa.Gateway.Tests.Infrastructure;

namespace Mfa.Gateway.Tests;

/// <summary>Bodies: small, whole, of the documented type, or they end at the edge (S33, S56).</summary>
public sealed class BodyTests(RunningGateway gateway) : IClassFixture<RunningGateway>
{
    private const int Largest = 64 * 1024;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ABodyOf64KibArrivesWhole(bool chunked)
    {
        gateway.Forget();
        var body = Bytes(Largest);

        using var response = await gateway.Client.SendAsync(Post(body, chunked));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var arrival = Assert.Single(gateway.Challenge[0].Arrivals);
        Assert.Equal(body, arrival.Body);
        Assert.Equal("65536", arrival.Headers["Content-Length"]);
    }

    [Theory]
    [InlineData(Largest + 1, true)]
    [InlineData(Largest + 1, false)]
    [InlineData(1024 * 1024, true)]
    [InlineData(1024 * 1024, false)]
    public async Task ALargerOneIsTooLarge(int size, bool chunked)
    {
        gateway.Forget();
        using var response = await gateway.Client.SendAsync(Post(Bytes(size), chunked));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("body-too-large", await response.ProblemCodeAsync());
        Assert.Empty(gateway.Challenge[0].Arrivals);
    }

    [Fact]
    public async Task ATooLargeLengthIsRefusedBeforeTheBodyComes()
    {
        var answer = await RawHttp.SendAsync(gateway.Address, Head("Content-Type: application/json\r\nContent-Length: 10485760\r\n"));

        Assert.Equal([413], answer.Statuses);
        Assert.True(answer.Closed);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/xml")]
    [InlineData("application/grpc")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json; charset=iso-8859-2")]
    [InlineData("application/problem+json")]
    [InlineData("text/json")]
    [InlineData("nonsense")]
    [InlineData("")]
    [InlineData(null)]
    public async Task OnlyJsonIsRead(string? contentType)
    {
        gateway.Forget();
        var request = Post("{}"u8.ToArray(), chunked: false);
        request.Content!.Headers.Remove("Content-Type");
        if (contentType is not null)
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);

        using var response = await gateway.Client.SendAsync(request);

        Assert.Equal("unsupported-media-type", await response.ProblemCodeAsync());
        Assert.Empty(gateway.Challenge[0].Arrivals);
    }

    [Theory]
    [InlineData("application/json; charset=UTF-8")]
    [InlineData("Application/JSON;charset=\"utf-8\"")]
    public async Task JsonMaySayThatItIsUtf8(string contentType)
    {
        var request = Post("{}"u8.ToArray(), chunked: false);
        request.Content!.Headers.Remove("Content-Type");
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);

        using var response = await gateway.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task TheTokenRouteReadsAFormAndNoJson()
    {
        gateway.Forget();
        using var response = await gateway.PostAsync("/oauth2/token");

        Assert.Equal("unsupported-media-type", await response.ProblemCodeAsync());
        Assert.Empty(gateway.Directory[0].Arrivals);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("identity")]
    [InlineData("x")]
    public async Task NoContentEncodingIsUndone(string encoding)
    {
        gateway.Forget();
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            await gzip.WriteAsync(new byte[10 * 1024 * 1024]);
        var request = Post(packed.ToArray(), chunked: false);
        request.Content!.Headers.ContentEncoding.Add(encoding);

        using var response = await gateway.Client.SendAsync(request);

        Assert.Equal("unsupported-media-type", await response.ProblemCodeAsync());
        Assert.Empty(gateway.Challenge[0].Arrivals);
    }

    [Theory]
    [InlineData("POST", "/v1/challenges/chl_a/resend")]
    [InlineData("POST", "/v1/challenges/chl_a/cancel")]
    [InlineData("DELETE", "/v1/challenges/chl_a")]
    public async Task ARequestWithoutABodyNeedsNoType(string method, string path)
    {
        gateway.Forget();
        using var response = await gateway.Client.SendAsync(gateway.Request(new HttpMethod(method), path, gateway.Keys.AccessToken()));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(Assert.Single(gateway.Challenge[0].Arrivals).Body);
    }

    [Fact]
    public async Task ASlowBodyCostsNoServiceAnything()
    {
        gateway.Forget();

        var answer = await RawHttp.SendAsync(gateway.Address,
            Head("Content-Type: application/json\r\nContent-Length: 100\r\n") + "{\"code\"", quiet: TimeSpan.FromSeconds(7));

        Assert.Equal([400], answer.Statuses);
        Assert.InRange(answer.Began!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        Assert.True(answer.Closed);
        Assert.Empty(gateway.Challenge[0].Arrivals);
    }

    [Fact]
    public async Task ABrokenOffBodyIsNeverForwarded()
    {
        gateway.Forget();
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(gateway.Address.Host, gateway.Address.Port);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(Head("Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n") + "2\r\n{}\r\n"));
        }

        using var after = await gateway.PostAsync("/v1/challenges", gateway.Keys.AccessToken());
        Assert.Equal("{}"u8.ToArray(), Assert.Single(gateway.Challenge[0].Arrivals).Body);
    }

    [Fact]
    public async Task HeadersThatTrickleInAreCutOff()
    {
        var answer = await RawHttp.SendAsync(gateway.Address, "POST /v1/challenges HTTP/1.1\r\nHost: mfa.test\r\nX-A: ", quiet: TimeSpan.FromSeconds(8));

        Assert.True(answer.Closed);
        Assert.Equal([408], answer.Statuses);
        Assert.InRange(answer.Began!.Value, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(8));
    }

    [Fact]
    public async Task ExpectContinueIsServedHere()
    {
        gateway.Forget();
        var request = Post(Bytes(1000), chunked: false);
        request.Headers.ExpectContinue = true;

        using var response = await gateway.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(1000, Assert.Single(gateway.Challenge[0].Arrivals).Body.Length);
    }

    private static byte[] Bytes(int size) => Encoding.ASCII.GetBytes("\"" + new string('x', size - 2) + "\"");

    private HttpRequestMessage Post(byte[] body, bool chunked)
    {
        var request = gateway.Request(HttpMethod.Post, "/v1/challenges", gateway.Keys.AccessToken());
        request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        request.Headers.TransferEncodingChunked = chunked;
        return request;
    }

    private string Head(string headers) =>
        $"POST /v1/challenges HTTP/1.1\r\nHost: mfa.test\r\nAuthorization: Bearer {gateway.Keys.AccessToken()}\r\n{headers}\r\n";
}
