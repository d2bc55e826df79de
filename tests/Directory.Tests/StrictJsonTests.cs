using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Mfa.Directories.Tests.Service;
using Mfa.Testing;

namespace Mfa.Directories.Tests;

/// <summary>What the contract does not know is refused with its place, and never repeated.</summary>
public sealed class StrictJsonTests(DirectoryApp app)
{
    private const string Canary = "c4n4ry";

    [Theory]
    [InlineData("""{"realm":"quick","identifier":"anna","password":"p","c4n4ry":1}""", "/c4n4ry")]
    [InlineData("""{"realm":"quick","identifier":"anna","Password":"c4n4ry"}""", "/Password")]
    [InlineData("""{"realm":"quick","realm":"c4n4ry","identifier":"anna","password":"p"}""", "/realm")]
    [InlineData("""{"realm":5,"identifier":"anna","password":"p"}""", "/realm")]
    [InlineData("""{"realm":"quick","identifier":["c4n4ry"],"password":"p"}""", "/identifier")]
    [InlineData("""{"realm":"quick","identifier":"anna","password":12345678}""", "/password")]
    [InlineData("""{"realm":"quick","identifier":"anna","password":{"c4n4ry":1}}""", "/password")]
    [InlineData("""{"realm":"quick","identifier":"anna","password":null}""", "/password")]
    [InlineData("""{"realm":"quick","identifier":"anna","password":"p","context":"c4n4ry"}""", "/context")]
    [InlineData("""{"realm":"quick","identifier":"anna","password":"p","context":{"ip":"10.0.0.1","IP":"c4n4ry"}}""", "/context/IP")]
    [InlineData("""{"realm":"quick","identifier":"anna","password":"\ud800"}""", "/password")]
    [InlineData("""{"realm":"quick","identifier":"\udc00nna","password":"p"}""", "/identifier")]
    [InlineData("""{"realm":"quick","identifier":"anna","password":"p",}""", "")]
    [InlineData("""{"realm":"quick","identifier":"anna","password":"p"} c4n4ry""", "")]
    [InlineData("""// c4n4ry""", "")]
    [InlineData("""[{"realm":"quick"}]""", "")]
    [InlineData("\"c4n4ry\"", "")]
    [InlineData("null", "")]
    [InlineData("", "")]
    [InlineData("{", "")]
    public async Task AWrongBodyIsRefusedWithItsPlace(string json, string pointer)
    {
        var answer = await app.Main.SendAsync(HttpMethod.Post, "/v1/sign-ins", json);
        var errors = answer.Expect(400, "invalid-request").Body!["errors"]?.AsArray().Select(error => error!["pointer"]!.GetValue<string>());
        if (pointer.Length > 0)
            Assert.Contains(pointer, errors!);
        Assert.DoesNotContain(Canary, answer.Content.Replace($"\"/{Canary}\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ABodyNestedDeeplyIsRefused() =>
        (await app.Main.SendAsync(HttpMethod.Post, "/v1/sign-ins", new string('[', 10_000) + new string(']', 10_000))).Expect(400, "invalid-request");

    [Theory]
    [InlineData("/v1/sign-ins")]
    [InlineData("/v1/accounts")]
    [InlineData("/v1/accounts/lookup")]
    public async Task AMebibyteIsNotRead(string path)
    {
        var json = new JsonObject { ["realm"] = "quick", ["identifier"] = "anna", ["password"] = new string('p', 1 << 20) }.ToJsonString();
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await app.Main.TokenAsync());
        request.Headers.ExpectContinue = true;
        (await Answer.ReadAsync(await app.Http.SendAsync(request, TestContext.Current.CancellationToken))).Expect(413, "body-too-large");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/xml")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json; charset=iso-8859-1")]
    [InlineData("application/json; charset=nonsense")]
    [InlineData(null)]
    public async Task AnotherMediaTypeIsRefused(string? type) =>
        (await SendAsync("{}"u8.ToArray(), type)).Expect(415, "unsupported-media-type");

    [Theory]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/json; charset=\"UTF-8\"")]
    [InlineData("APPLICATION/JSON")]
    public async Task TheSameMediaTypeInOtherWordsIsRead(string type) =>
        CreateAccountTests.AssertPointer("/realm", await SendAsync("{}"u8.ToArray(), type));

    [Fact]
    public async Task BytesThatAreNotUtf8AreRefused() =>
        (await SendAsync([.. "{\"realm\":\"quick\",\"identifier\":\"a"u8, 0xC3, 0x28, .. "\",\"password\":\"p\"}"u8], "application/json")).Expect(400, "invalid-request");

    [Fact]
    public async Task Utf16WithoutSayingSoIsRefused() =>
        (await SendAsync(Encoding.Unicode.GetBytes("{\"realm\":\"quick\"}"), "application/json")).Expect(400, "invalid-request");

    [Fact]
    public async Task ACompressedBodyIsNotUnpacked()
    {
        using var content = new ByteArrayContent("{}"u8.ToArray());
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json");
        content.Headers.ContentEncoding.Add("gzip");
        var answer = await app.RawAsync(HttpMethod.Post, "/v1/sign-ins", content, await app.Main.TokenAsync());
        Assert.Contains((int)answer.Status, new[] { 400, 415 });
    }

    [Theory]
    [InlineData("DELETE", "/v1/sign-ins")]
    [InlineData("GET", "/v1/nothing")]
    [InlineData("PUT", "/v1/accounts")]
    public async Task WhatIsNoRouteIsNotFound(string method, string path) => (await app.Main.SendAsync(new HttpMethod(method), path)).Expect(404, "not-found");

    private async Task<Answer> SendAsync(byte[] body, string? type)
    {
        using var content = new ByteArrayContent(body);
        if (type is not null)
            content.Headers.TryAddWithoutValidation("Content-Type", type);
        return await app.RawAsync(HttpMethod.Post, "/v1/sign-ins", content, await app.Main.TokenAsync());
    }
}
