using System.Diagnostics.Metrics;
using MassTransit;
using Microsoft.Extensions.Hosting;

namespace Mfa.Bus;

/// <summary>Tells operators whether the broker is reached: <c>mfa.bus.connected</c> is 1 while it is.</summary>
public sealed class BusState(IBusControl bus, IMeterFactory meters) : IHostedService
{
    public bool IsConnected => bus.CheckHealth().Status == BusHealthStatus.Healthy;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        meters.Create("Mfa.Bus").CreateObservableGauge(
            "mfa.bus.connected", () => IsConnected ? 1 : 0, description: "1 while the broker is reached");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
