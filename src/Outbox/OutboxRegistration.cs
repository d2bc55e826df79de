using Mfa.Bus;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mfa.Outboxes;

public static class OutboxRegistration
{
    /// <summary>
    /// The outbox of a service: its model must call <see cref="OutboxRow.Map"/>. What is for the bus leaves once the service has one (<c>AddBus</c>), and waits
    /// otherwise.
    /// </summary>
    /// <param name="messages">Those it may hold for the bus; by default <see cref="BusMessages.Standard"/>.</param>
    public static IServiceCollection AddOutbox<TDb>(this IServiceCollection services, BusMessages? messages = null)
        where TDb : DbContext
    {
        services.AddSingleton<OutboxCourier>().AddHostedService<OutboxRelay<TDb>>();
        return services.AddSingleton<IHostedService>(provider => provider.GetService<BusPublisher>() is { } publisher
            ? new BusRelay<TDb>(
                provider.GetRequiredService<IServiceScopeFactory>(), messages ?? BusMessages.Standard(), publisher,
                provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<BusRelay<TDb>>>())
            : new NoBus());
    }

    private sealed class NoBus : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
