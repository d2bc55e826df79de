using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Secrets;
using Mfa.ServiceDefaults.Tests.Infrastructure;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Mfa.ServiceDefaults.Tests.Problems;

public sealed record ThingRequest(string? Name, int? Count, bool? Kept, IReadOnlyList<Part>? Parts, Part? Part, SecretText? Code, DateTimeOffset? At);

public sealed record Part(string? Ip, int? Size);

public sealed class OneService : IAsyncLifetime
{
    internal RunningService Service { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Service = await RunningService.StartAsync(app =>
        app.MapPost("/things", (ThingRequest body) => new RequestErrors()
            .Require("/name", body.Name, longest: 10).Allow("/part/ip", body.Part?.Ip) is { Any: true } errors ? (IResult)errors.ToProblem() : Results.Ok())
            .AllowAnonymous());

    public ValueTask DisposeAsync() => Service.DisposeAsync();
}

/// <summary>Each kind of bad body is told with the place where it is bad, and never with what stood there.</summary>
public sealed class BadBodyTests(OneService one) : IClassFixture<OneService>
{
    private const string Canary = "xq7canary";

    [Theory]
    [InlineData("", "")]
    [InlineData("   ", "")]
    [InlineData("{", "")]
    [InlineData("}", "")]
    [InlineData("{\"name\":\"xq7canary\"", "")]
    [InlineData("{\"name\":\"xq7canary\",}", "")]
    [InlineData("{'name':'xq7canary'}", "")]
    [InlineData("{\"name\":\"xq7canary\"} /* xq7canary */", "")]
    [InlineData("{\"name\":\"a\"}{\"name\":\"xq7canary\"}", "")]
    [InlineData("[]", "")]
    [InlineData("\"xq7canary\"", "")]
    [InlineData("12", "")]
    [InlineData("name=xq7canary", "")]
    [InlineData("{\"name\":12}", "/name")]
    [InlineData("{\"name\":{\"a\":\"xq7canary\"}}", "/name")]
    [InlineData("{\"name\":[\"xq7canary\"]}", "/name")]
    [InlineData("{\"name\":true}", "/name")]
    [InlineData("{\"count\":\"12\"}", "/count")]
    [InlineData("{\"count\":1.5}", "/count")]
    [InlineData("{\"count\":99999999999}", "/count")]
    [InlineData("{\"count\":NaN}", "/count")]
    [InlineData("{\"kept\":\"true\"}", "/kept")]
    [InlineData("{\"kept\":1}", "/kept")]
    [InlineData("{\"parts\":{}}", "/parts")]
    [InlineData("{\"parts\":[{\"ip\":\"a\"},{\"ip\":\"b\",\"size\":\"xq7canary\"}]}", "/parts/1/size")]
    [InlineData("{\"part\":\"xq7canary\"}", "/part")]
    [InlineData("{\"part\":{\"ip\":5}}", "/part/ip")]
    [InlineData("{\"code\":123456}", "/code")]
    [InlineData("{\"code\":[\"xq7canary\"]}", "/code")]
    [InlineData("{\"at\":\"xq7canary\"}", "/at")]
    [InlineData("{\"at\":1234}", "/at")]
    public async Task SaysWhere(string body, string pointer)
    {
        var problem = await RefusedAsync(body);

        Assert.Equal([pointer], problem["errors"]!.AsArray().Select(error => error!["pointer"]!.GetValue<string>()));
        Assert.False(string.IsNullOrEmpty(problem["errors"]![0]!["detail"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("{\"nmae\":\"xq7canary\"}", "/nmae", "not known")]
    [InlineData("{\"Name\":\"xq7canary\"}", "/Name", "not known")]
    [InlineData("{\"NAME\":\"xq7canary\"}", "/NAME", "not known")]
    [InlineData("{\"part\":{\"ipp\":\"xq7canary\"}}", "/part/ipp", "not known")]
    [InlineData("{\"a/b~c\":1}", "/a~1b~0c", "not known")]
    [InlineData("{\"$type\":\"xq7canary\"}", "/$type", "")]
    [InlineData("{\"name\":\"a\",\"name\":\"xq7canary\"}", "/name", "twice")]
    [InlineData("{\"part\":{\"ip\":\"a\",\"ip\":\"xq7canary\"}}", "/part/ip", "twice")]
    public async Task SaysWhichMemberIsTooMany(string body, string pointer, string detail)
    {
        var problem = await RefusedAsync(body);
        var error = Assert.Single(problem["errors"]!.AsArray())!;

        Assert.Equal(pointer, error["pointer"]!.GetValue<string>());
        Assert.Contains(detail, error["detail"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AVeryLongMemberNameIsCut()
    {
        var problem = await RefusedAsync($"{{\"{new string('n', 5000)}\":1}}");

        Assert.InRange(problem["errors"]![0]!["pointer"]!.GetValue<string>().Length, 2, 100);
    }

    [Theory]
    [InlineData(17)]
    [InlineData(10_000)]
    public async Task ADeepBodyIsRefused(int depth)
    {
        var problem = await RefusedAsync("{\"name\":" + new string('[', depth) + new string(']', depth) + "}");

        Assert.Single(problem["errors"]!.AsArray());
    }

    [Theory]
    [InlineData("{\"name\":\"\\ud800xq7canary\"}")]
    [InlineData("{\"name\":\"a\\u0000b\"}")]
    [InlineData("{\"name\":\"a\\nb\"}")]
    [InlineData("{\"name\":\"\\u007f\"}")]
    [InlineData("{\"name\":\"12345678901\"}")]
    [InlineData("{\"name\":\"\"}")]
    [InlineData("{\"name\":null}")]
    [InlineData("{}")]
    public async Task ATextOfTheWrongFormIsRefusedAtItsPlace(string body)
    {
        var problem = await RefusedAsync(body);

        Assert.Equal("/name", problem["errors"]![0]!["pointer"]!.GetValue<string>());
    }

    [Fact]
    public async Task EveryFaultIsTold()
    {
        var problem = await RefusedAsync("""{ "part": { "ip": "a\tb" } }""");

        Assert.Equal(["/name", "/part/ip"], problem["errors"]!.AsArray().Select(error => error!["pointer"]!.GetValue<string>()));
    }

    [Fact]
    public async Task BytesThatAreNotUtf8AreRefused()
    {
        using var response = await PostAsync([.. "{\"name\":\""u8, 0xC3, 0x28, .. "\"}"u8], "application/json");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task NullInsteadOfABodyIsRefused()
    {
        using var response = await PostAsync("null"u8.ToArray(), "application/json");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("invalid-request", (await response.JsonAsync())["code"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/xml")]
    [InlineData(null)]
    public async Task AnotherMediaTypeIs415(string? type)
    {
        using var response = await PostAsync("{\"name\":\"a\"}"u8.ToArray(), type);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Equal("unsupported-media-type", (await response.JsonAsync())["code"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ALargeBodyIs413(bool chunked)
    {
        var body = Encoding.UTF8.GetBytes($"{{\"name\":\"{new string('x', 65 * 1024)}\"}}");
        using var response = await PostAsync(body, "application/json", chunked);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("body-too-large", (await response.JsonAsync())["code"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("{\"name\":\"a\"}")]
    [InlineData("{\"name\":\"éő€\\ud83d\\ude00\",\"count\":1,\"kept\":false,\"parts\":[{\"ip\":\"x\"}],\"code\":\"123456\",\"at\":\"2026-01-01T00:00:00Z\"}")]
    public async Task AGoodOneIsNot(string body)
    {
        using var response = await PostAsync(Encoding.UTF8.GetBytes(body), "application/json");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private async Task<JsonNode> RefusedAsync(string body)
    {
        using var response = await PostAsync(Encoding.UTF8.GetBytes(body), "application/json");
        var text = await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain(Canary, text, StringComparison.Ordinal);
        var problem = JsonNode.Parse(text)!;
        Assert.Equal("invalid-request", problem["code"]!.GetValue<string>());
        return problem;
    }

    private async Task<HttpResponseMessage> PostAsync(byte[] body, string? type, bool chunked = false)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/things") { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", one.Service.AccessToken());
        request.Headers.TransferEncodingChunked = chunked;
        return await one.Service.Client.SendAsync(request);
    }
}
