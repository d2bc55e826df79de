using System.Diagnostics;
using MassTransit;
using Mfa.ServiceDefaults.Problems;

namespace Mfa.Bus;

/// <summary>
/// Publishes with the broker's confirm that the message is in a queue. Whoever calls it keeps the message until then, and tells it again otherwise.
/// </summary>
public sealed class BusPublisher(IBus bus, TimeProvider time) : IDisposable
{
    /// <summary>The name of the broker, as operators know it.</summary>
    public const string Broker = "rabbitmq";

    private const int MostOutstanding = 64;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);
    private static readonly ActivitySource Source = new("Mfa.Bus");

    private readonly SemaphoreSlim _places = new(MostOutstanding);

    /// <summary>How many publishes the broker has not answered yet; a caller that gave up is still among them.</summary>
    internal int Outstanding => MostOutstanding - _places.CurrentCount;

    /// <param name="expiresAt">After it the broker drops the message; null: it stays until it is consumed.</param>
    /// <param name="traceParent">W3C trace context of what made the message.</param>
    /// <exception cref="DependencyUnavailableException">Not confirmed within a second, or in no queue yet: it may still arrive.</exception>
    public async Task PublishAsync<T>(T message, DateTimeOffset? expiresAt, string? traceParent, CancellationToken stop)
        where T : class
    {
        var life = expiresAt - time.GetUtcNow();
        if (life <= TimeSpan.Zero)
            return;

        using var span = Source.StartActivity("relay", ActivityKind.Internal, traceParent ?? default!);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(Limit);
        try
        {
            await _places.WaitAsync(limit.Token);
            await SendAsync(message, life, limit.Token).WaitAsync(limit.Token);
        }
        catch (Exception failure) when (!stop.IsCancellationRequested)
        {
            span?.SetStatus(ActivityStatusCode.Error);
            throw new DependencyUnavailableException(Broker, failure);
        }
    }

    public void Dispose() => _places.Dispose();

    // Keeps its place until the client itself has given up: the client does not always heed the token, and what it holds must stay bounded.
    private async Task SendAsync<T>(T message, TimeSpan? life, CancellationToken stop)
        where T : class
    {
        try
        {
            await bus.Publish(message, context =>
            {
                context.TimeToLive = life;
                if (context.TryGetPayload(out RabbitMqSendContext? rabbit))
                    rabbit.Mandatory = true;
            }, stop);
        }
        finally
        {
            _places.Release();
        }
    }
}
