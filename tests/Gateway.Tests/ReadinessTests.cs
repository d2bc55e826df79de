using System.Net;
using Mfa.Gateway.Tests.Infrastructure;
using Mfa.Testing;

namespace Mfa.Gateway.Tests;

/// <summary><c>/health/ready</c> tells whether the system behind the gateway works as one.</summary>
public sealed class ReadinessTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task ReadyWhenEveryServiceIs()
    {
        await using var gateway = await RunningGateway.StartAsync();

        await BecomesAsync(gateway, HttpStatusCode.OK, "ready");
        using var response = await gateway.GetAsync("/health/ready");
        Assert.Equal([ServiceDouble.RealmsHash], response.Headers.GetValues("Mfa-Realms"));
    }

    [Theory]
    [InlineData("directory")]
    [InlineData("enrollment")]
    [InlineData("challenge")]
    public async Task NotReadyWithoutOne(string name)
    {
        await using var gateway = await RunningGateway.StartAsync();
        await BecomesAsync(gateway, HttpStatusCode.OK, "ready");

        await gateway.Services.Single(service => service.Name == name).DisposeAsync();

        await BecomesAsync(gateway, HttpStatusCode.ServiceUnavailable, "not ready");
    }

    [Theory]
    [InlineData("0000")]
    [InlineData("")]
    public async Task NotReadyWhenAServiceHasOtherRealms(string hash)
    {
        await using var gateway = await RunningGateway.StartAsync(gateway => gateway.Enrollment[0].Readiness = ServiceDouble.Ready(hash));

        await gateway.Enrollment[0].ProbedAsync();
        await BecomesAsync(gateway, HttpStatusCode.ServiceUnavailable, "not ready");
        gateway.Enrollment[0].Readiness = ServiceDouble.Ready(ServiceDouble.RealmsHash);
        await BecomesAsync(gateway, HttpStatusCode.OK, "ready");
    }

    [Fact]
    public async Task AnInstanceWithOtherRealmsGetsNoRequests()
    {
        await using var gateway = await RunningGateway.StartAsync(
            gateway => gateway.Challenge[0].Readiness = ServiceDouble.Ready("other"), challenges: 2);
        await BecomesAsync(gateway, HttpStatusCode.OK, "ready");
        var token = gateway.Keys.AccessToken();

        for (var i = 0; i < 20; i++)
            (await gateway.PostAsync("/v1/challenges", token)).Dispose();

        Assert.Equal((0, 20), (gateway.Challenge[0].Arrivals.Count, gateway.Challenge[1].Arrivals.Count));
    }

    [Fact]
    public async Task AliveWhateverTheServicesDo()
    {
        await using var gateway = await RunningGateway.StartAsync();
        foreach (var service in gateway.Services)
            await service.DisposeAsync();

        using var response = await gateway.GetAsync("/health/live");

        Assert.Equal((HttpStatusCode.OK, "live"), (response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task WithoutAnAddressOfAServiceItDoesNotStart()
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => RunningGateway.StartAsync(gateway => gateway.Settings["services:enrollment:h2c:0"] = "not an address"));
        Assert.NotNull(failure);

        var missing = await Assert.ThrowsAnyAsync<Exception>(() => RunningGateway.StartAsync(gateway => gateway.Enrollment.Clear()));
        Assert.Contains("services__enrollment__h2c__0", missing.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutTheKeysOfAccessTokensItDoesNotStart()
    {
        var empty = Directory.CreateTempSubdirectory("mfa-no-keys-");

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => RunningGateway.StartAsync(gateway => gateway.Settings["Keys:PublicPath"] = empty.FullName));

        Assert.Contains("access", failure.ToString(), StringComparison.Ordinal);
        empty.Delete();
    }

    private static Task BecomesAsync(RunningGateway gateway, HttpStatusCode status, string word) => Eventually.IsTrueAsync(async () =>
    {
        using var response = await gateway.GetAsync("/health/ready");
        return response.StatusCode == status && await response.Content.ReadAsStringAsync() == word;
    }, $"{status} {word}", Soon);
}
