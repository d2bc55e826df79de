using System.Diagnostics;
using MassTransit;
using Mfa.ServiceDefaults.Problems;

namespace Mfa.Bus;

/// <summary>Publishes with the broker's confirm. Whoever calls it keeps the message until then, and tells it again otherwise.</summary>
public sealed class BusPublisher(IBus bus, TimeProvider time)
{
    /// <summary>The name of the broker, as operators know it.</summary>
    public const string Broker = "rabbitmq";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);
    private static readonly ActivitySource Source = new("Mfa.Bus");

    /// <param name="expiresAt">After it the broker drops the message; null: it stays until it is consumed.</param>
    /// <param name="traceParent">W3C trace context of what made the message.</param>
    /// <exception cref="DependencyUnavailableException">Not confirmed in time: it may still arrive.</exception>
    public async Task PublishAsync<T>(T message, DateTimeOffset? expiresAt, string? traceParent, CancellationToken stop)
        where T : class
    {
        using var span = Source.StartActivity("relay", ActivityKind.Internal, traceParent ?? default!);
        try
        {
            await bus.Publish(message, context => context.TimeToLive = expiresAt - time.GetUtcNow(), stop).WaitAsync(Limit, time, stop);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            span?.SetStatus(ActivityStatusCode.Error);
            throw new DependencyUnavailableException(Broker, failure);
        }
    }
}
