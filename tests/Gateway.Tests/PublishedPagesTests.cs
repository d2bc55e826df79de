using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Mfa.Gateway.ProblemPages;
using Mfa.Gateway.Tests.Infrastructure;
using Mfa.ServiceDefaults.Problems;
using Microsoft.Net.Http.Headers;

namespace Mfa.Gateway.Tests;

/// <summary>What the gateway publishes itself: the OpenAPI document and the pages of the problems.</summary>
public sealed class PublishedPagesTests(RunningGateway gateway) : IClassFixture<RunningGateway>
{
    public static TheoryData<string> Codes => [.. ProblemKind.All.Select(kind => kind.Code)];

    [Fact]
    public async Task TheDocumentIsOpenApi31AndKeeps()
    {
        using var first = await gateway.GetAsync("/openapi/v1.json");
        var ask = gateway.Request(HttpMethod.Get, "/openapi/v1.json");
        ask.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var again = await gateway.Client.SendAsync(ask);

        Assert.Equal("application/json", first.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith("3.1", (await first.JsonAsync())["openapi"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Empty(await again.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task AnotherTagGetsTheDocumentAgain()
    {
        var ask = gateway.Request(HttpMethod.Get, "/openapi/v1.json");
        ask.Headers.TryAddWithoutValidation(HeaderNames.IfNoneMatch, "\"old\"");

        using var response = await gateway.Client.SendAsync(ask);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task EveryProblemHasItsPage(string code)
    {
        using var response = await gateway.GetAsync("/problems/" + code);
        var html = await response.Content.ReadAsStringAsync();
        var kind = ProblemKind.Find(code)!;

        Assert.Equal((HttpStatusCode.OK, "text/html"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Contains($"<h1>{WebUtility.HtmlEncode(kind.Title)}</h1>", html, StringComparison.Ordinal);
        Assert.Contains($"<title>{WebUtility.HtmlEncode(kind.Title)}</title>", html, StringComparison.Ordinal);
        Assert.Contains($"<code>{code}</code> · HTTP {kind.Status}", html, StringComparison.Ordinal);
        Assert.Contains("<h2>What to do</h2>", html, StringComparison.Ordinal);
        Assert.Contains("<html lang=\"en\">", html, StringComparison.Ordinal);
        Assert.Contains("width=device-width", html, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task APageActsOnlyByItsOwnStyle(string code)
    {
        using var response = await gateway.GetAsync("/problems/" + code);
        var html = await response.Content.ReadAsStringAsync();
        var style = Regex.Match(html, "<style>(?<style>.*?)</style>", RegexOptions.Singleline, TimeSpan.FromSeconds(1)).Groups["style"].Value;
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();

        Assert.Contains($"style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)))}'", policy, StringComparison.Ordinal);
        Assert.StartsWith("default-src 'none';", policy, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"(?i)<script|\son\w+=|style=|<iframe|<img|<link|https?://", html.Replace(style, "", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task LinksBetweenPagesLead(string code)
    {
        using var response = await gateway.GetAsync("/problems/" + code);
        var html = await response.Content.ReadAsStringAsync();

        foreach (Match link in Regex.Matches(html, "href=\"(?<to>[^\"]*)\"", RegexOptions.None, TimeSpan.FromSeconds(1)))
            Assert.NotNull(ProblemKind.Find(link.Groups["to"].Value));
    }

    [Theory]
    [InlineData("/problems/no-such-code")]
    [InlineData("/problems/invalid-code.md")]
    [InlineData("/problems")]
    [InlineData("/problems/invalid-code/more")]
    public async Task AnUnknownCodeHasNone(string path)
    {
        using var response = await gateway.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("not-found", await response.ProblemCodeAsync());
    }

    [Fact]
    public void MarkupInAPageStaysText()
    {
        var html = Encoding.UTF8.GetString(new ProblemPage("# A <b> & c\n\n<script>alert(1)</script> [x](other.md) [y](https://example.org)\n").Html);

        Assert.Contains("<title>A &lt;b&gt; &amp; c</title>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);
        Assert.Contains("href=\"other\"", html, StringComparison.Ordinal);
        Assert.Contains("href=\"https://example.org\"", html, StringComparison.Ordinal);
    }
}
