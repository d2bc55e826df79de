using Microsoft.EntityFrameworkCore;

namespace Mfa.Storage.Idempotency;

/// <summary>What an <c>Idempotency-Key</c> of a client stands for. Key and body are kept as keyed hashes only.</summary>
public sealed class IdempotencyKey
{
    public required string ClientId { get; init; }

    public required byte[] KeyHash { get; init; }

    public required byte[] BodyHash { get; init; }

    /// <summary>The resource the first request made; null while that request runs.</summary>
    public string? ResourceId { get; set; }

    public required DateTimeOffset CreatedAt { get; set; }

    public static void Map(ModelBuilder model) => model.Entity<IdempotencyKey>(key =>
    {
        key.ToTable("IdempotencyKeys");
        key.HasKey(k => new { k.ClientId, k.KeyHash });
        key.HasIndex(k => k.CreatedAt);
    });
}
