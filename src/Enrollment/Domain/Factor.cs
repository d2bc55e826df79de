namespace Mfa.Enrollments.Domain;

/// <summary>Something enrolled, or on its way to it. Its life is drawn in <c>Factor.states.mmd</c>.</summary>
internal sealed class Factor
{
    public required string Id { get; init; }

    public required string Realm { get; init; }

    public required string AccountId { get; init; }

    public required string Type { get; init; }

    public required string Hint { get; init; }

    public string Status { get; private set; } = FactorStatus.Pending;

    /// <summary>The account's one place for a factor of this type, taken while it is bound; unique in the database.</summary>
    public string? Place { get; private set; }

    /// <summary>Who began it: until it is confirmed nobody else sees or changes it.</summary>
    public required string RelyingParty { get; init; }

    /// <summary>The session that began it, and the version of the account's factors that session knew.</summary>
    public required string SessionId { get; init; }

    public required long SessionVersion { get; init; }

    /// <summary>Challenge's proof of it.</summary>
    public required string ChallengeId { get; init; }

    /// <summary>The factor that ends with the confirm.</summary>
    public string? Replaces { get; init; }

    /// <summary>Sealed under the account's data key; gone once the factor has ended.</summary>
    public byte[]? Secret { get; private set; }

    public required string Algorithm { get; init; }

    public required int Digits { get; init; }

    public required int PeriodSeconds { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Until when it may be confirmed.</summary>
    public required DateTimeOffset ExpiresAt { get; set; }

    /// <summary>When Challenge began to prove it, milliseconds on the store's clock; null: it never did, and nobody was told of the factor.</summary>
    public long? BornAt { get; private set; }

    /// <summary>When the proving code was approved, milliseconds on the store's clock: older wrong codes of the kind no longer count.</summary>
    public long? BoundAt { get; private set; }

    /// <summary>The last accepted RFC 6238 step.</summary>
    public long LastStep { get; private set; }

    public DateTimeOffset? ConfirmedAt { get; private set; }

    public DateTimeOffset? LastUsedAt { get; private set; }

    public DateTimeOffset? DisabledAt { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Confirmed and not ended: it belongs to the account, working or disabled.</summary>
    public bool IsBound => Status is FactorStatus.Active or FactorStatus.Disabled;

    public bool IsUnconfirmed => Status is FactorStatus.ProofRequired or FactorStatus.Pending;

    /// <summary>It can be confirmed now.</summary>
    public bool IsOpen(DateTimeOffset now) => Status == FactorStatus.Pending && BornAt is not null && ExpiresAt > now;

    public void Keep(byte[] sealedSecret) => Secret = sealedSecret;

    public void ProofBegan(long at, DateTimeOffset expiresAt)
    {
        Expect(Status == FactorStatus.Pending);
        (BornAt, ExpiresAt) = (at, expiresAt);
    }

    public void Activate(long step, long approvedAt, DateTimeOffset now)
    {
        Expect(Status == FactorStatus.Pending && BornAt is not null);
        (Status, Place, BoundAt, ConfirmedAt) = (FactorStatus.Active, Type, approvedAt, now);
        Burn(step);
    }

    /// <summary>A step was accepted; the last one never lowers.</summary>
    public void Burn(long step) => LastStep = Math.Max(LastStep, step);

    public void Used(DateTimeOffset at) => LastUsedAt = LastUsedAt > at ? LastUsedAt : at;

    public void Disable(DateTimeOffset now)
    {
        Expect(Status == FactorStatus.Active);
        (Status, DisabledAt) = (FactorStatus.Disabled, now);
    }

    /// <summary>It was disabled on half the news.</summary>
    public void Reinstate()
    {
        Expect(Status == FactorStatus.Disabled);
        (Status, DisabledAt) = (FactorStatus.Active, null);
    }

    public void End(DateTimeOffset now)
    {
        Expect(IsBound);
        (Status, Place, EndedAt, Secret) = (FactorStatus.Ended, null, now, null);
    }

    private void Expect(bool possible)
    {
        if (!possible)
            throw new InvalidOperationException($"A factor that is {Status} does not go this way.");
    }
}
