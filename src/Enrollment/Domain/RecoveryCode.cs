namespace Mfa.Enrollments.Domain;

/// <summary>One of an account's recovery codes: what it is compared with, and what used it up. The code itself is shown once and kept nowhere.</summary>
internal sealed class RecoveryCode
{
    public required string Id { get; init; }

    public required string Realm { get; init; }

    public required string AccountId { get; init; }

    /// <summary>A keyed hash of the code, bound to realm, account and <see cref="Id"/>.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>The version of that key, which is not stored here.</summary>
    public required int KeyVersion { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The challenge that used it up; null: it is left.</summary>
    public string? UsedBy { get; private set; }

    public DateTimeOffset? UsedAt { get; private set; }

    /// <summary>Left, or used up by this very challenge, which may ask again when an answer was lost.</summary>
    public bool IsOpenTo(string challengeId) => UsedBy is null || UsedBy == challengeId;

    public void UseUp(string challengeId, DateTimeOffset now) => (UsedBy, UsedAt) = (challengeId, now);
}
