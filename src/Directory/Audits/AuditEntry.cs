using Mfa.Contracts;

namespace Mfa.Directories.Audits;

/// <summary>An audit event as it is kept: never changed, never deleted, once each.</summary>
internal sealed class AuditEntry
{
    /// <summary>Empty for what belongs to no realm.</summary>
    public required string Realm { get; init; }

    /// <summary>1, 2, 3 … in its realm, in the order of keeping: nothing is missing between two of them.</summary>
    public required long Sequence { get; init; }

    public required string Id { get; init; }

    public required string Type { get; init; }

    public required DateTimeOffset At { get; init; }

    public required DateTimeOffset KeptAt { get; init; }

    public string? AccountId { get; init; }

    public string? RelyingParty { get; init; }

    /// <summary>The relying party it happened to, where that is what was changed.</summary>
    public string? Subject { get; init; }

    public string? Session { get; init; }

    public string? ChallengeId { get; init; }

    public string? FactorId { get; init; }

    public string? Factor { get; init; }

    public string? Purpose { get; init; }

    public string? Reason { get; init; }

    public static AuditEntry Of(AuditEvent happened, long sequence, DateTimeOffset now) => new()
    {
        Realm = happened.Realm ?? "",
        Sequence = sequence,
        Id = happened.Id,
        Type = happened.Type,
        At = DateTimeOffset.FromUnixTimeMilliseconds(happened.At),
        KeptAt = now,
        AccountId = happened.AccountId,
        RelyingParty = happened.RelyingParty,
        Subject = happened.Subject,
        Session = happened.Session,
        ChallengeId = happened.ChallengeId,
        FactorId = happened.FactorId,
        Factor = happened.Factor,
        Purpose = happened.Purpose,
        Reason = happened.Reason,
    };
}
