using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Mfa.Bus;

public static class BusRegistration
{
    /// <summary>Connects the service to the broker in the background: it starts, and serves, without one.</summary>
    /// <param name="consumers">Adds the service's consumers, each with its definition.</param>
    /// <exception cref="InvalidOperationException">There is no connection string.</exception>
    public static WebApplicationBuilder AddBus(this WebApplicationBuilder builder, Action<IBusRegistrationConfigurator>? consumers = null)
    {
        var broker = new Uri(builder.Configuration.GetConnectionString(BusPublisher.Broker)
            ?? throw new InvalidOperationException($"ConnectionStrings__{BusPublisher.Broker} must hold the broker's address (amqp://user:password@host:port)."));
        builder.Services.AddSingleton<BusPublisher>();
        builder.Services.AddMassTransit(bus =>
        {
            consumers?.Invoke(bus);
            bus.UsingRabbitMq((context, rabbit) =>
            {
                rabbit.Host(broker);
                rabbit.ConfigureEndpoints(context);
            });
        });
        return builder;
    }
}
