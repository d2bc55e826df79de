using System.Data.Common;
using System.Text.Json.Nodes;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Tests.Infrastructure;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Mfa.ServiceDefaults.Tests.Problems;

/// <summary>The one shape of every refusal, from wherever it comes.</summary>
public sealed class ProblemTests
{
    [Fact]
    public async Task HasTheMembersOfTheContractInOrder()
    {
        await using var service = await AnsweringAsync(() => new Problem(ProblemKind.InvalidCode, "No.").With("attemptsRemaining", 4).With("challengeId", "chl_a"));

        using var response = await service.Client.GetAsync("/x");
        var problem = (await response.JsonAsync()).AsObject();

        Assert.Equal(["type", "title", "status", "code", "detail", "traceId", "attemptsRemaining", "challengeId"], problem.Select(member => member.Key));
        Assert.Equal("https://mfa.test/problems/invalid-code", problem["type"]!.GetValue<string>());
        Assert.Equal("The code is not right", problem["title"]!.GetValue<string>());
        Assert.Equal((422, 422), (problem["status"]!.GetValue<int>(), (int)response.StatusCode));
        Assert.Equal("No.", problem["detail"]!.GetValue<string>());
        Assert.Matches("^[0-9a-f]{32}$", problem["traceId"]!.GetValue<string>());
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.Null(response.Headers.RetryAfter);
    }

    [Fact]
    public async Task TellsTheTraceOfTheCaller()
    {
        await using var service = await AnsweringAsync(Problem.NotFound);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/x");
        request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        using var response = await service.Client.SendAsync(request);

        Assert.Equal("0af7651916cd43dd8448eb211c80319c", (await response.JsonAsync())["traceId"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(0, "1")]
    [InlineData(0.2, "1")]
    [InlineData(1, "1")]
    [InlineData(1.001, "2")]
    [InlineData(900, "900")]
    public async Task RetryAfterIsWholeSecondsRoundedUp(double seconds, string told)
    {
        await using var service = await AnsweringAsync(() => new Problem(ProblemKind.AccountCoolingDown, "Wait.")
        {
            RetryAfter = TimeSpan.FromSeconds(seconds),
            Policy = new RateLimitPolicy("account", 10, TimeSpan.FromMinutes(15)),
        });

        using var response = await service.Client.GetAsync("/x");

        Assert.Equal([told], response.Headers.GetValues("Retry-After"));
        Assert.Equal(["\"account\";q=10;w=900"], response.Headers.GetValues("RateLimit-Policy"));
        Assert.Equal([$"\"account\";r=0;t={told}"], response.Headers.GetValues("RateLimit"));
    }

    [Fact]
    public async Task NullMembersAreWritten()
    {
        await using var service = await AnsweringAsync(() => new Problem(ProblemKind.ChallengeLocked, "x").With("next", null));

        using var response = await service.Client.GetAsync("/x");

        Assert.EndsWith("\"next\":null}", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/nothing", "GET", 404, "not-found")]
    [InlineData("/x", "DELETE", 404, "not-found")]
    [InlineData("/database", "GET", 503, "dependency-unavailable")]
    [InlineData("/dependency", "GET", 503, "dependency-unavailable")]
    [InlineData("/bug", "GET", 503, "dependency-unavailable")]
    [InlineData("/hangs", "GET", 503, "dependency-unavailable")]
    [InlineData("/number?n=xq7canary", "GET", 400, "invalid-request")]
    public async Task WhateverGoesWrongTakesThisShape(string path, string method, int status, string code)
    {
        await using var service = await RunningService.StartAsync(app =>
        {
            app.MapGet("/x", () => Results.Ok()).AllowAnonymous();
            app.MapGet("/database", string () => throw new InvalidOperationException("a", new BrokenDatabase("password=secret"))).AllowAnonymous();
            app.MapGet("/dependency", string () => throw new DependencyUnavailableException("challenge-redis")).AllowAnonymous();
            app.MapGet("/bug", string () => throw new NotSupportedException("secret")).AllowAnonymous();
            app.MapGet("/hangs", (HttpContext context) => Task.Delay(Timeout.Infinite, context.RequestAborted)).AllowAnonymous();
            app.MapGet("/number", (int n) => n).AllowAnonymous();
            app.MapFallback("{**path}", Problem.NotFound).AllowAnonymous();
        });

        using var response = await service.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        var text = await response.Content.ReadAsStringAsync();

        Assert.Equal((status, code), ((int)response.StatusCode, JsonNode.Parse(text)!["code"]!.GetValue<string>()));
        Assert.Equal(status == 503, response.Headers.RetryAfter is not null);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        Assert.DoesNotContain("xq7canary", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
    }

    [Fact]
    public void AnotherServicesProblemIsReadWhole()
    {
        var read = Problem.Read(JsonNode.Parse(
            """{"type":"t","title":"x","status":422,"code":"invalid-code","detail":"d","traceId":"abc","attemptsRemaining":3,"next":null}"""), TimeSpan.FromSeconds(7))!;

        Assert.Same(ProblemKind.InvalidCode, read.Kind);
        Assert.Equal(("d", TimeSpan.FromSeconds(7)), (read.Detail, read.RetryAfter));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"code":"no-such-code"}""")]
    public void WhatIsNoProblemOfTheListIsNotRead(string body) => Assert.Null(Problem.Read(JsonNode.Parse(body), null));

    [Fact]
    public void TheListIsClosedAndEveryCodeIsItsOwn()
    {
        Assert.Equal(33, ProblemKind.All.Count);
        Assert.Equal(ProblemKind.All.Count, ProblemKind.All.Select(kind => kind.Code).Distinct(StringComparer.Ordinal).Count());
        Assert.All(ProblemKind.All, kind => Assert.Same(kind, ProblemKind.Find(kind.Code)));
        Assert.Equal(ProblemKind.All.OrderBy(kind => kind.Status), ProblemKind.All);
        Assert.Null(ProblemKind.Find(null));
        Assert.Null(ProblemKind.Find("Invalid-Code"));
    }

    private static Task<RunningService> AnsweringAsync(Func<Problem> answer) =>
        RunningService.StartAsync(app => app.MapGet("/x", () => answer()).AllowAnonymous());

    private sealed class BrokenDatabase(string message) : DbException(message);
}
