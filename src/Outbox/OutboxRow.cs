using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Mfa.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Outboxes;

/// <summary>A message that leaves after the change it belongs to, in the same transaction as that change.</summary>
public sealed class OutboxRow
{
    public long Id { get; init; }

    /// <summary>The service that must acknowledge an HTTP message, or <c>bus</c>.</summary>
    public required string Target { get; init; }

    /// <summary>The callee's path, or the type of a bus message.</summary>
    public required string Path { get; init; }

    /// <summary>JSON; a reference or ciphertext, never a secret.</summary>
    public required string Payload { get; init; }

    /// <summary>W3C trace context of the request that made it.</summary>
    public string? TraceParent { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public int Attempts { get; set; }

    public required DateTimeOffset DueAt { get; set; }

    /// <summary>A <c>PUT</c> to one of our services, repeated until it is acknowledged.</summary>
    public static OutboxRow Put<TBody>(string service, string path, TBody body, JsonTypeInfo<TBody> type, TimeProvider time) =>
        Make(service, path, body, type, time);

    /// <summary>A mail to be sent, as long as it is worth sending.</summary>
    public static OutboxRow ForBus(SendMail mail, TimeProvider time) => ForBus(nameof(SendMail), mail, ContractsJson.Default.SendMail, time);

    public static OutboxRow ForBus(AuditEvent happened, TimeProvider time) => ForBus(nameof(AuditEvent), happened, ContractsJson.Default.AuditEvent, time);

    /// <summary>A message for the bus.</summary>
    /// <param name="name">One that the outbox's <see cref="BusMessages"/> know.</param>
    public static OutboxRow ForBus<TBody>(string name, TBody body, JsonTypeInfo<TBody> type, TimeProvider time) => Make(Bus, name, body, type, time);

    /// <summary>The <see cref="Target"/> of what waits for the bus.</summary>
    public const string Bus = "bus";

    public static void Map(ModelBuilder model) => model.Entity<OutboxRow>(row =>
    {
        row.ToTable("Outbox");
        row.HasKey(r => r.Id);
        row.HasIndex(r => new { r.Target, r.DueAt });
    });

    private static OutboxRow Make<TBody>(string target, string path, TBody body, JsonTypeInfo<TBody> type, TimeProvider time) => new()
    {
        Target = target,
        Path = path,
        Payload = JsonSerializer.Serialize(body, type),
        TraceParent = Activity.Current?.Id,
        CreatedAt = time.GetUtcNow(),
        DueAt = time.GetUtcNow(),
    };
}
