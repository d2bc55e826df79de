namespace Mfa.Enrollments.Domain;

/// <summary>
/// An operator's reset of one of an account's factors: what was asked for, and what its code is compared with. An account has one at most; the code itself is
/// shown once and kept nowhere.
/// </summary>
internal sealed class ResetCode
{
    /// <summary>How long what one operator asked for waits for another.</summary>
    public static readonly TimeSpan AskedFor = TimeSpan.FromHours(1);

    public required string Realm { get; init; }

    public required string AccountId { get; init; }

    /// <summary>The factor that a second operator is to say yes to; null: nothing waits.</summary>
    public string? AskedFactorId { get; private set; }

    public string? AskedBy { get; private set; }

    public DateTimeOffset? AskedAt { get; private set; }

    /// <summary>The factor that the code ends; null: there is no code.</summary>
    public string? FactorId { get; private set; }

    /// <summary>A keyed hash of the code, bound to realm, account and factor.</summary>
    public byte[]? Hash { get; private set; }

    /// <summary>The version of that key, which is not stored here.</summary>
    public int KeyVersion { get; private set; }

    /// <summary>When there is nothing here any more: no code, and nothing asked for.</summary>
    public DateTimeOffset ExpiresAt { get; private set; }

    /// <summary>When the code ended its factor: from then on it opens an enrolment, until a factor is confirmed.</summary>
    public DateTimeOffset? UsedAt { get; private set; }

    private DateTimeOffset? CodeExpiresAt { get; set; }

    /// <summary>Whether another operator asked for the same within the hour.</summary>
    public bool WasAskedByAnother(string factorId, string operatorId, DateTimeOffset now) =>
        AskedFactorId == factorId && AskedBy != operatorId && AskedAt + AskedFor > now;

    /// <summary>An older code stays as it is until somebody else says yes.</summary>
    /// <returns>Until when a second operator may.</returns>
    public DateTimeOffset Ask(string factorId, string operatorId, DateTimeOffset now)
    {
        (AskedFactorId, AskedBy, AskedAt) = (factorId, operatorId, now);
        return KeepUntil(now + AskedFor);
    }

    /// <summary>There is a code now; the older one ends.</summary>
    public void Make(string factorId, byte[] hash, int keyVersion, DateTimeOffset expiresAt)
    {
        (AskedFactorId, AskedBy, AskedAt, UsedAt) = (null, null, null, null);
        (FactorId, Hash, KeyVersion, CodeExpiresAt) = (factorId, hash, keyVersion, expiresAt);
        KeepUntil(expiresAt);
    }

    public bool HasCode(DateTimeOffset now) => Hash is not null && CodeExpiresAt > now;

    public void Use(DateTimeOffset now) => UsedAt ??= now;

    public void UseUp() => (Hash, CodeExpiresAt) = (null, null);

    private DateTimeOffset KeepUntil(DateTimeOffset end)
    {
        ExpiresAt = ExpiresAt > end ? ExpiresAt : end;
        return end;
    }
}
