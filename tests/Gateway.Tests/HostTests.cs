using Mfa.Gateway.Tests.Infrastructure;

namespace Mfa.Gateway.Tests;

/// <summary>The gateway answers under its public name only (S32).</summary>
public sealed class HostTests(RunningGateway gateway) : IClassFixture<RunningGateway>
{
    [Theory]
    [InlineData("Host: evil.example\r\n")]
    [InlineData("Host: mfa.test.evil.example\r\n")]
    [InlineData("Host: evil.example:443\r\n")]
    [InlineData("Host: mfa.test@evil.example\r\n")]
    [InlineData("Host: localhost\r\n")]
    [InlineData("Host: 127.0.0.1\r\n")]
    [InlineData("Host: \r\n")]
    [InlineData("")]
    [InlineData("Host: mfa.test\r\nHost: evil.example\r\n")]
    [InlineData("Host: evil.example\r\nX-Forwarded-Host: mfa.test\r\n")]
    [InlineData("Host: evil.example\r\nForwarded: host=mfa.test\r\n")]
    public async Task AnotherHostIsRefused(string headers)
    {
        gateway.Forget();
        var answer = await RawHttp.SendAsync(gateway.Address, Message("/v1/challenges/chl_a", headers));

        Assert.Equal([400], answer.Statuses);
        Assert.DoesNotContain("evil", answer.Text, StringComparison.Ordinal);
        Assert.Empty(gateway.Challenge[0].Arrivals);
    }

    [Theory]
    [InlineData("http://mfa.test/v1/challenges/chl_a", 400)]
    [InlineData("http://evil.example/v1/challenges/chl_a", 400)]
    [InlineData("https://mfa.test:444/v1/challenges/chl_a", 400)]
    [InlineData("mfa.test:443", 405)]
    [InlineData("*", 405)]
    public async Task ATargetThatIsNoPathIsRefused(string target, int status)
    {
        gateway.Forget();
        var answer = await RawHttp.SendAsync(gateway.Address, Message(target, "Host: mfa.test\r\n"));

        Assert.Equal([status], answer.Statuses);
        Assert.DoesNotContain("evil", answer.Text, StringComparison.Ordinal);
        Assert.Empty(gateway.Challenge[0].Arrivals);
    }

    [Theory]
    [InlineData("mfa.test")]
    [InlineData("MFA.test")]
    [InlineData("mfa.test:8443")]
    public async Task ThePublicHostIsAnswered(string host)
    {
        gateway.Forget();
        var answer = await RawHttp.SendAsync(gateway.Address, Message("/v1/challenges/chl_a", $"Host: {host}\r\n"));

        Assert.Equal([200], answer.Statuses);
    }

    [Fact]
    public async Task ProbesAskByAddress()
    {
        var answer = await RawHttp.SendAsync(gateway.Address, Message("/health/live", "Host: 10.1.2.3:8080\r\n"));

        Assert.Equal([200], answer.Statuses);
    }

    [Fact]
    public async Task DevelopmentAnswersAsLocalhostToo()
    {
        await using var development = await RunningGateway.StartAsync(gateway => gateway.Settings["environment"] = "Development");

        var answer = await RawHttp.SendAsync(development.Address, "GET /nothing HTTP/1.1\r\nHost: localhost:8080\r\nConnection: close\r\n\r\n");
        var other = await RawHttp.SendAsync(development.Address, "GET /nothing HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");

        Assert.Equal([404], answer.Statuses);
        Assert.Equal([400], other.Statuses);
    }

    private string Message(string target, string host) =>
        $"GET {target} HTTP/1.1\r\n{host}Authorization: Bearer {gateway.Keys.AccessToken()}\r\nConnection: close\r\n\r\n";
}
