using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Mfa.ServiceDefaults.Http;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Tests.Infrastructure;
using Mfa.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Mfa.ServiceDefaults.Tests.Http;

/// <summary>One hop between services: HTTP/2, a token, 1.5 s, and another instance where nobody was reached.</summary>
public sealed class ServiceCallTests : IAsyncDisposable
{
    private readonly KeyFiles _files = new KeyFiles().Pair("service-1.pem", "service-challenge.pem");
    private readonly List<WebApplication> _callees = [];

    [Fact]
    public async Task ItSpeaksHttp2AndSaysWhoItIs()
    {
        var callee = await CalleeAsync(context => context.Response.WriteAsync(context.Request.Protocol + " " + context.Request.Headers.Authorization));

        var answer = await Client(callee).GetStringAsync("/internal/x");

        Assert.StartsWith("HTTP/2 Bearer ey", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InstancesAreAskedInTurn()
    {
        var client = Client(await CalleeAsync(context => context.Response.WriteAsync("one")), await CalleeAsync(context => context.Response.WriteAsync("two")));

        string[] answers = [await client.GetStringAsync("/"), await client.GetStringAsync("/"), await client.GetStringAsync("/"), await client.GetStringAsync("/")];

        Assert.Equal(2, answers.Count(answer => answer == "one"));
    }

    [Fact]
    public async Task AnInstanceThatIsGoneIsLeftForAnother()
    {
        var client = Client(Gone(), await CalleeAsync(context => context.Response.WriteAsync("here")));

        for (var i = 0; i < 6; i++)
            Assert.Equal("here", await client.GetStringAsync("/"));
    }

    [Fact]
    public async Task NobodyThereIsAnUnavailableDependency()
    {
        var failure = await Assert.ThrowsAsync<DependencyUnavailableException>(() => Client(Gone(), Gone()).GetAsync("/"));

        Assert.Equal("enrollment", failure.Dependency);
    }

    [Fact]
    public async Task OneThatHangsIsGivenUpAfterItsTime()
    {
        var client = Client(await CalleeAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted)));
        var watch = Stopwatch.StartNew();

        await Assert.ThrowsAsync<DependencyUnavailableException>(() => client.GetAsync("/"));

        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(1.2), TimeSpan.FromSeconds(1.95));
    }

    [Fact]
    public async Task WhatMayHaveArrivedIsNotRepeated()
    {
        var arrivals = 0;
        Task Abort(HttpContext context)
        {
            Interlocked.Increment(ref arrivals);
            context.Abort();
            return Task.CompletedTask;
        }

        var client = Client(await CalleeAsync(Abort), await CalleeAsync(Abort));

        await Assert.ThrowsAsync<DependencyUnavailableException>(() => client.PostAsync("/", new StringContent("x")));
        Assert.Equal(1, arrivals);
    }

    [Fact]
    public async Task ACallerWhoGivesUpIsNoFailureOfTheCallee()
    {
        var client = Client(await CalleeAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted)));
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetAsync("/", stop.Token));
    }

    [Fact]
    public void AnAddressThatIsMissingIsToldByItsSetting()
    {
        var addresses = new ServiceAddresses(new ConfigurationBuilder().Build());

        Assert.Contains("services__enrollment__h2c__0", Assert.Throws<InvalidOperationException>(() => addresses.Of("enrollment")).Message, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var callee in _callees)
            await callee.DisposeAsync();
        _files.Dispose();
    }

    private static string Gone()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return $"http://{socket.LocalEndPoint}";
    }

    private async Task<string> CalleeAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        _callees.Add(app);
        return app.Urls.Single();
    }

    private HttpClient Client(params string[] addresses)
    {
        var settings = addresses.Index().ToDictionary(address => $"services:enrollment:h2c:{address.Index}", address => (string?)address.Item);
        var services = new ServiceCollection()
            .AddSingleton(TimeProvider.System).AddSingleton(new ServiceIdentity("challenge")).AddSingleton(_files.Open())
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .AddSingleton<ServiceAddresses>().AddSingleton<ServiceTokens>();
        services.AddServiceClient<Typed>("enrollment");
        return services.BuildServiceProvider().GetRequiredService<Typed>().Http;
    }

    private sealed class Typed(HttpClient http)
    {
        public HttpClient Http => http;
    }
}
