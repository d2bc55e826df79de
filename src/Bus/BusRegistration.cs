using System.Net.Security;
using System.Security.Authentication;
using System.Text.Json.Serialization;
using MassTransit;
using Mfa.Bus.DeadLetters;
using Mfa.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Mfa.Bus;

public static class BusRegistration
{
    private const int Prefetch = 32;
    private const int Concurrency = 16;
    private const int PatientTries = 600;
    private static readonly TimeSpan PatiencePause = TimeSpan.FromSeconds(1);

    // What MassTransit logs of a failed message holds the exception's text; the dead letter's own line says what may be said.
    private const string MessageLog = "MassTransit.ReceiveTransport";

    /// <summary>Connects the service to the broker in the background: it starts, and is ready, without one.</summary>
    /// <param name="consumers">Adds the service's consumers, each with a definition that names its queue.</param>
    /// <exception cref="InvalidOperationException">There is no connection string.</exception>
    public static WebApplicationBuilder AddBus(this WebApplicationBuilder builder, Action<IBusRegistrationConfigurator>? consumers = null)
    {
        var broker = new Uri(builder.Configuration.GetConnectionString(BusPublisher.Broker)
            ?? throw new InvalidOperationException($"ConnectionStrings__{BusPublisher.Broker} must hold the broker's address (amqp://user:password@host:port/vhost)."));
        builder.Services.AddMetrics();
        builder.Services.AddSingleton<BusPublisher>().AddSingleton<DeadLetterOffice>().AddSingleton<BusState>().AddSingleton<BrokerWait>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<BusState>());
        builder.Services.Configure<MassTransitHostOptions>(host =>
        {
            // A consumer that still waits for something is told to end in time; its message returns to the queue.
            host.ConsumerStopTimeout = TimeSpan.FromSeconds(4);
            host.StopTimeout = TimeSpan.FromSeconds(8);
        });
        builder.Logging.AddFilter(MessageLog, LogLevel.None);
        builder.Services.AddMassTransit(bus =>
        {
            consumers?.Invoke(bus);
            bus.AddConfigureEndpointsCallback(Harden);
            bus.UsingRabbitMq((context, rabbit) => Configure(broker, context, rabbit));
        });

        // A dead broker costs delay, so it says nothing about whether the service can serve; BusState tells of it.
        builder.Services.PostConfigure<HealthCheckServiceOptions>(health =>
        {
            foreach (var check in health.Registrations.Where(check => check.Tags.Contains("masstransit")).ToArray())
                health.Registrations.Remove(check);
        });
        return builder;
    }

    private static void Configure(Uri broker, IBusRegistrationContext context, IRabbitMqBusFactoryConfigurator rabbit)
    {
        rabbit.Host(broker, host =>
        {
            host.PublisherConfirmation = true;
            host.RequestedConnectionTimeout(TimeSpan.FromSeconds(5));
            host.Heartbeat(TimeSpan.FromSeconds(10));
            host.OnRefreshConnectionFactory = context.GetRequiredService<BrokerWait>().UntilListeningAsync;
            if (broker.Scheme == "amqps")
                host.UseSsl(ssl => Require(ssl, broker.Host));
        });
        rabbit.ConfigureJsonSerializerOptions(json =>
        {
            json.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            return json;
        });
        rabbit.PrefetchCount = Prefetch;
        rabbit.ConcurrentMessageLimit = Concurrency;
        rabbit.ConfigureEndpoints(context);
    }

    /// <summary>The scheme alone would change nothing: MassTransit would speak to the broker in the clear.</summary>
    private static void Require(IRabbitMqSslConfigurator ssl, string host)
    {
        ssl.ServerName = host;
        ssl.Protocol = SslProtocols.None;
        ssl.EnforcePolicyErrors(SslPolicyErrors.RemoteCertificateNotAvailable | SslPolicyErrors.RemoteCertificateNameMismatch | SslPolicyErrors.RemoteCertificateChainErrors);
    }

    private static void Harden(IRegistrationContext context, string queue, IReceiveEndpointConfigurator endpoint)
    {
        var office = context.GetRequiredService<DeadLetterOffice>();

        // Durable classic queues: a quorum queue of RabbitMQ 3.10 that was made shortly before its only node died did not come back (docs/adr/0008).
        if (endpoint is IRabbitMqReceiveEndpointConfigurator rabbit)
            rabbit.Durable = true;
        endpoint.PublishFaults = false;
        endpoint.ConfigureError(pipe => pipe.UseFilter(office));
        endpoint.ConfigureDeadLetter(pipe => pipe.UseFilter(office));

        // What the consumer needs is away: the message waits for it, and with it the queue; in the end it goes back to the broker, and comes again. Anything
        // else is tried a few times.
        endpoint.UseMessageRetry(retry =>
        {
            retry.Handle<DependencyUnavailableException>();
            retry.Interval(PatientTries, PatiencePause);
        });
        endpoint.UseMessageRetry(retry =>
        {
            retry.Ignore<DependencyUnavailableException>();
            retry.Intervals(100, 400, 1000);
        });
        endpoint.UseFilter(new CountAttempts());
    }
}
