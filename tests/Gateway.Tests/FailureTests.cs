using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Mfa.Gateway.Tests.Infrastructure;
using Mfa.Testing;
using Microsoft.AspNetCore.Http;

namespace Mfa.Gateway.Tests;

/// <summary>Services that die, hang or break off: 503 within 2 s, and never a second arrival of what may have arrived.</summary>
public sealed class FailureTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task ADeadServiceIs503()
    {
        await using var gateway = await RunningGateway.StartAsync();
        await gateway.Challenge[0].DisposeAsync();

        var watch = Stopwatch.StartNew();
        using var response = await gateway.PostAsync("/v1/challenges/chl_a/verify", gateway.Keys.AccessToken());

        await AssertUnavailableAsync(response);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Limit);
    }

    [Fact]
    public async Task OthersGoOnWhileOneIsDead()
    {
        await using var gateway = await RunningGateway.StartAsync();
        await gateway.Challenge[0].DisposeAsync();

        using var dead = await gateway.GetAsync("/v1/challenges/chl_a", gateway.Keys.AccessToken());
        using var alive = await gateway.GetAsync("/v1/accounts/acc_a", gateway.Keys.AccessToken());

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (dead.StatusCode, alive.StatusCode));
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("GET")]
    public async Task AServiceThatHangsIs503WithinTwoSecondsAndHearsOnce(string method)
    {
        await using var gateway = await RunningGateway.StartAsync(challenges: 2);
        foreach (var challenge in gateway.Challenge)
            challenge.Answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted);

        var watch = Stopwatch.StartNew();
        using var response = await gateway.Client.SendAsync(
            gateway.Request(new HttpMethod(method), "/v1/challenges/chl_a", gateway.Keys.AccessToken(), method == "POST" ? "{}" : null));

        await AssertUnavailableAsync(response);
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(1.5), Limit + TimeSpan.FromMilliseconds(100));
        Assert.Single(gateway.Challenge.SelectMany(challenge => challenge.Arrivals));
    }

    [Fact]
    public async Task WhatMayHaveArrivedIsNeverSentTwice()
    {
        await using var gateway = await RunningGateway.StartAsync(challenges: 2);
        foreach (var challenge in gateway.Challenge)
            challenge.Answer = Abort;

        for (var i = 0; i < 10; i++)
        {
            using var response = await gateway.PostAsync("/v1/challenges/chl_a/verify", gateway.Keys.AccessToken());
            await AssertUnavailableAsync(response);
        }

        Assert.Equal(10, gateway.Challenge.Sum(challenge => challenge.Arrivals.Count));
    }

    [Fact]
    public async Task WhatOnlyReadsGoesToAnotherInstance()
    {
        await using var gateway = await RunningGateway.StartAsync(challenges: 2);
        gateway.Challenge[0].Answer = Abort;

        for (var i = 0; i < 10; i++)
        {
            using var response = await gateway.GetAsync("/v1/challenges/chl_a", gateway.Keys.AccessToken());
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.Equal(10, gateway.Challenge[1].Arrivals.Count);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("GET")]
    public async Task OneDeadOfTwoInstancesIsNotNoticed(string method)
    {
        await using var gateway = await RunningGateway.StartAsync(challenges: 2);
        await gateway.Challenge[0].DisposeAsync();

        var token = gateway.Keys.AccessToken();
        for (var i = 0; i < 40; i++)
        {
            using var response = await gateway.Client.SendAsync(
                gateway.Request(new HttpMethod(method), "/v1/challenges/chl_a/verify", token, method == "POST" ? "{\"code\":\"1\"}" : null));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.Equal(40, gateway.Challenge[1].Arrivals.Count);
        Assert.All(gateway.Challenge[1].Arrivals, arrival => Assert.Equal(method == "POST" ? 12 : 0, arrival.Body.Length));
    }

    [Fact]
    public async Task AnInstanceNobodyReachesIsLeftForAnother()
    {
        // A listener whose backlog is full: connecting neither fails nor succeeds, as with a machine that is gone.
        using var gone = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        gone.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        gone.Listen(0);
        var fillers = Enumerable.Range(0, 4).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false }).ToList();
        foreach (var filler in fillers)
            _ = filler.ConnectAsync(gone.LocalEndPoint!);
        Assert.False(SpinWait.SpinUntil(() => fillers.TrueForAll(filler => filler.Connected), TimeSpan.FromMilliseconds(300)), "somebody answers there");
        await using var gateway = await RunningGateway.StartAsync(gateway =>
        {
            gateway.Settings["services:challenge:h2c:0"] = $"http://{gone.LocalEndPoint}";
            gateway.Settings["services:challenge:h2c:1"] = gateway.Challenge[0].Address.ToString();
        });

        var slowest = TimeSpan.Zero;
        for (var i = 0; i < 20; i++)
        {
            var watch = Stopwatch.StartNew();
            using var response = await gateway.PostAsync("/v1/challenges", gateway.Keys.AccessToken());
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            slowest = watch.Elapsed > slowest ? watch.Elapsed : slowest;
        }

        Assert.InRange(slowest, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.Equal(20, gateway.Challenge[0].Arrivals.Count);
        fillers.ForEach(filler => filler.Dispose());
    }

    [Fact]
    public async Task AnInstanceThatIsNotReadyIsSkippedWithinASecondOrTwo()
    {
        await using var gateway = await RunningGateway.StartAsync(challenges: 2);
        gateway.Challenge[0].Readiness = ServiceDouble.Ready(ServiceDouble.RealmsHash, status: 503);
        var token = gateway.Keys.AccessToken();

        await Eventually.IsTrueAsync(async () =>
        {
            gateway.Forget();
            for (var i = 0; i < 20; i++)
                (await gateway.PostAsync("/v1/challenges", token)).Dispose();
            return gateway.Challenge[0].Arrivals.Count == 0;
        }, "the instance is skipped", TimeSpan.FromSeconds(3));
        Assert.Equal(20, gateway.Challenge[1].Arrivals.Count);
    }

    [Fact]
    public async Task AnInstanceThatComesBackIsUsedAgain()
    {
        await using var gateway = await RunningGateway.StartAsync(challenges: 2);
        var port = gateway.Challenge[0].Address.Port;
        await gateway.Challenge[0].DisposeAsync();
        var token = gateway.Keys.AccessToken();
        (await gateway.PostAsync("/v1/challenges", token)).Dispose();
        gateway.Challenge[0] = await ServiceDouble.StartAsync("challenge", port);

        await Eventually.IsTrueAsync(async () =>
        {
            (await gateway.PostAsync("/v1/challenges", token)).Dispose();
            return gateway.Challenge[0].Arrivals.Count > 0;
        }, "the instance is used again", TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task AServicesOwnRefusalIsHandedOnUnchanged()
    {
        await using var gateway = await RunningGateway.StartAsync();
        gateway.Challenge[0].Answer = async context =>
        {
            context.Response.StatusCode = 503;
            context.Response.Headers.RetryAfter = "17";
            context.Response.ContentType = "application/problem+json";
            await context.Response.WriteAsync("""{"type":"https://mfa.test/problems/wait-for-next-code","status":503,"code":"wait-for-next-code"}""");
        };

        using var response = await gateway.PostAsync("/v1/challenges/chl_a/verify", gateway.Keys.AccessToken());

        Assert.Equal("wait-for-next-code", await response.ProblemCodeAsync());
        Assert.Equal(TimeSpan.FromSeconds(17), response.Headers.RetryAfter?.Delta);
    }

    private static Task Abort(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    private static async Task AssertUnavailableAsync(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("dependency-unavailable", await response.ProblemCodeAsync());
        Assert.Equal(TimeSpan.FromSeconds(2), response.Headers.RetryAfter?.Delta);
    }
}
