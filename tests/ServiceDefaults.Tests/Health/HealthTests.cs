using System.Net;
using Mfa.Realms;
using Mfa.ServiceDefaults.Health;
using Mfa.ServiceDefaults.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Mfa.ServiceDefaults.Tests.Health;

/// <summary>A bare word for everybody, and no detail (S58).</summary>
public sealed class HealthTests
{
    [Theory]
    [InlineData(HealthStatus.Healthy, HttpStatusCode.OK, "ready")]
    [InlineData(HealthStatus.Degraded, HttpStatusCode.OK, "not ready")]
    [InlineData(HealthStatus.Unhealthy, HttpStatusCode.ServiceUnavailable, "not ready")]
    public async Task ReadyIsAWordAndTheHashOfTheRealms(HealthStatus health, HttpStatusCode status, string word)
    {
        await using var service = await RunningService.StartAsync(_ => { }, builder =>
            builder.Services.AddHealthChecks().AddCheck("database", () => new HealthCheckResult(health, "password=secret")));

        using var response = await service.Client.GetAsync("/health/ready");

        Assert.Equal((status, word), (response.StatusCode, await response.Content.ReadAsStringAsync()));
        Assert.Equal([service.Services.GetRequiredService<RealmCatalog>().Hash], response.Headers.GetValues(HealthEndpoints.RealmsHeader));
    }

    [Fact]
    public async Task AliveIsSaidWhateverTheChecksSay()
    {
        await using var service = await RunningService.StartAsync(_ => { }, builder =>
            builder.Services.AddHealthChecks().AddCheck("database", () => HealthCheckResult.Unhealthy()));

        using var response = await service.Client.GetAsync("/health/live");

        Assert.Equal((HttpStatusCode.OK, "live"), (response.StatusCode, await response.Content.ReadAsStringAsync()));
        Assert.False(response.Headers.Contains(HealthEndpoints.RealmsHeader));
    }

    [Fact]
    public async Task NoAnswerNamesTheServer()
    {
        await using var service = await RunningService.StartAsync(_ => { });

        using var response = await service.Client.GetAsync("/health/live");

        Assert.Empty(response.Headers.Server);
    }
}
