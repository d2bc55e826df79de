using System.Diagnostics.Metrics;
using MassTransit;
using Microsoft.Extensions.Hosting;

namespace Mfa.Bus;

/// <summary>Tells operators whether the broker is reached: <c>mfa.bus.connected</c> is 1 while it is.</summary>
internal sealed class BusState(IBusControl bus, IMeterFactory meters) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        meters.Create("Mfa.Bus").CreateObservableGauge(
            "mfa.bus.connected", () => bus.CheckHealth().Status == BusHealthStatus.Healthy ? 1 : 0, description: "1 while the broker is reached");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
