using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Mfa.Bus;
using Mfa.Contracts;

namespace Mfa.Outboxes;

/// <summary>The messages an outbox may hold for the bus, by the names in its rows.</summary>
public sealed class BusMessages
{
    private readonly Dictionary<string, Func<string, Publish>> _readers = new(StringComparer.Ordinal);

    internal delegate Task Publish(BusPublisher publisher, string? traceParent, CancellationToken stop);

    /// <summary>What our services say through their outboxes.</summary>
    public static BusMessages Standard() => new BusMessages()
        .Add(nameof(SendMail), ContractsJson.Default.SendMail, mail => DateTimeOffset.FromUnixTimeMilliseconds(mail.ExpiresAt))
        .Add(nameof(AuditEvent), ContractsJson.Default.AuditEvent)
        .Add("audit-event", ContractsJson.Default.AuditEvent);

    /// <param name="expiresAt">When the broker is to drop it; without it never.</param>
    public BusMessages Add<T>(string name, JsonTypeInfo<T> type, Func<T, DateTimeOffset>? expiresAt = null)
        where T : class
    {
        _readers[name] = json =>
        {
            var message = JsonSerializer.Deserialize(json, type) ?? throw new JsonException();
            return (publisher, traceParent, stop) => publisher.PublishAsync(message, expiresAt?.Invoke(message), traceParent, stop);
        };
        return this;
    }

    /// <exception cref="JsonException">It is none of the messages, or not of its shape.</exception>
    internal Publish Read(string name, string json) =>
        _readers.TryGetValue(name, out var read) ? read(json) : throw new JsonException("No message of this name is known.");
}
