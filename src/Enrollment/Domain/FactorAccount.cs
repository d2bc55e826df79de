namespace Mfa.Enrollments.Domain;

/// <summary>What Enrollment knows of an account as a whole.</summary>
internal sealed class FactorAccount
{
    public required string Realm { get; init; }

    public required string AccountId { get; init; }

    /// <summary>The account once had a confirmed factor. Never cleared: from then on a password alone enrols nothing.</summary>
    public bool Owed { get; private set; }

    /// <summary>Raised in every transaction that changes the account's factors.</summary>
    public long Version { get; private set; }

    /// <summary>The session that made the last change and survives it; null for nobody.</summary>
    public string? VersionBy { get; private set; }

    public DateTimeOffset? ChangedAt { get; private set; }

    /// <summary>The account's data key, wrapped; null before the first enrolment.</summary>
    public byte[]? DataKey { get; set; }

    /// <summary>Directory's number of the last change of the address that was told here.</summary>
    public long AddressVersion { get; private set; }

    /// <summary>Milliseconds on the store's clock.</summary>
    public long? CoolDownUntil { get; private set; }

    public int CoolDownLevel { get; private set; }

    /// <summary>Counts the transactions that held this row, which is the account's lock.</summary>
    public long Turn { get; init; }

    /// <summary>Whether a session's token still stands: it knows the current version, or made it.</summary>
    public bool Accepts(string session, long version) => Version == version || VersionBy == session;

    public void Raise(string? by, DateTimeOffset now) => (Version, VersionBy, ChangedAt) = (Version + 1, by, now);

    public void Owe() => Owed = true;

    public void Readdress(long version) => AddressVersion = Math.Max(AddressVersion, version);

    /// <summary>The later end holds, whichever is told first.</summary>
    public void Cool(long until, int level)
    {
        if ((until, level).CompareTo((CoolDownUntil ?? 0, CoolDownLevel)) > 0)
            (CoolDownUntil, CoolDownLevel) = (until, level);
    }
}
