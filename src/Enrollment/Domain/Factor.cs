namespace Mfa.Enrollments.Domain;

/// <summary>Something enrolled, or on its way to it. Its life is drawn in <c>Factor.states.mmd</c>.</summary>
internal sealed class Factor
{
    public required string Id { get; init; }

    public required string Realm { get; init; }

    public required string AccountId { get; init; }

    public required string Type { get; init; }

    /// <summary>What a person recognises it by; of an app whose address is asked first: that address.</summary>
    public required string Hint { get; set; }

    public string Status { get; private set; } = FactorStatus.Pending;

    /// <summary>The account's one place for a factor of this type, taken while it is bound; unique in the database.</summary>
    public string? Place { get; private set; }

    /// <summary>Who began it: until it is confirmed nobody else sees or changes it.</summary>
    public required string RelyingParty { get; init; }

    /// <summary>The session that began it, and the version of the account's factors that session knew.</summary>
    public required string SessionId { get; init; }

    public required long SessionVersion { get; init; }

    /// <summary>Challenge's proof that is to be passed next; the last one of a confirmed factor.</summary>
    public required string ChallengeId { get; set; }

    /// <summary>Challenge's proof of the address on record, where that is asked before an app is shown.</summary>
    public string? FirstProofId { get; private set; }

    /// <summary>What the first proof interrupts, JSON: who enrols and what for. No token and no secret in it.</summary>
    public string? HeldOrder { get; private set; }

    /// <summary>Shown at the start was another proof than a factor of this kind: what was guessed at the kind before no longer counts.</summary>
    public required bool Rebinds { get; init; }

    /// <summary>Directory's number that the person's address was read with.</summary>
    public required long AddressVersion { get; set; }

    /// <summary>The factor that ends with the confirm.</summary>
    public string? Replaces { get; init; }

    /// <summary>Of an app, sealed under the account's data key; gone once the factor has ended.</summary>
    public byte[]? Secret { get; private set; }

    /// <summary>Of an app, as <see cref="PeriodSeconds"/>.</summary>
    public string? Algorithm { get; init; }

    public required int Digits { get; init; }

    public int? PeriodSeconds { get; init; }

    /// <summary>What the revocation code is made from, together with a key that is not stored here; null: there is no code, or it is used up.</summary>
    public byte[]? RevocationSalt { get; private set; }

    /// <summary>The version of that key.</summary>
    public int RevocationKeyVersion { get; private set; }

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

    /// <summary>The code it waits for is a mailed one.</summary>
    public bool AwaitsMail => Status == FactorStatus.ProofRequired || (Status == FactorStatus.Pending && Type == FactorTypes.Email);

    /// <summary>It can be confirmed now.</summary>
    public bool IsOpen(DateTimeOffset now) => Status == FactorStatus.Pending && BornAt is not null && ExpiresAt > now;

    public void Keep(byte[] sealedSecret) => Secret = sealedSecret;

    /// <summary>Before the app is shown, the address on record is proved.</summary>
    public void AskFirst(string heldOrder)
    {
        Expect(Status == FactorStatus.Pending && BornAt is null);
        (Status, FirstProofId, HeldOrder) = (FactorStatus.ProofRequired, ChallengeId, heldOrder);
    }

    /// <summary>The address is proved: only now there is a secret, with a proof of its own to come.</summary>
    public void Prove(string challengeId, byte[] sealedSecret, string hint, DateTimeOffset expiresAt)
    {
        Expect(Status == FactorStatus.ProofRequired && BornAt is not null);
        (Status, ChallengeId, Secret, Hint, ExpiresAt) = (FactorStatus.Pending, challengeId, sealedSecret, hint, expiresAt);
    }

    public void ProofBegan(long at, DateTimeOffset expiresAt)
    {
        Expect(IsUnconfirmed);
        (BornAt, ExpiresAt) = (at, expiresAt);
    }

    public void Activate(long step, long approvedAt, DateTimeOffset now)
    {
        Expect(Status == FactorStatus.Pending && BornAt is not null);
        (Status, Place, BoundAt, ConfirmedAt, HeldOrder) = (FactorStatus.Active, Type, approvedAt, now, null);
        Burn(step);
    }

    /// <summary>A newer start, or another's confirm, has taken its place: it stays for its time to say so, without its secret.</summary>
    public void Supersede()
    {
        Expect(IsUnconfirmed);
        (Status, Secret, HeldOrder) = (FactorStatus.Superseded, null, null);
    }

    /// <summary>A code of its own, in the place of any older one.</summary>
    public void Salt(byte[] salt, int keyVersion)
    {
        Expect(IsBound);
        (RevocationSalt, RevocationKeyVersion) = (salt, keyVersion);
    }

    public void UseUpRevocationCode() => RevocationSalt = null;

    /// <summary>The address is another.</summary>
    public void Readdress(string hint, long version) => (Hint, AddressVersion) = (hint, version);

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
        Revoke(now);
        UseUpRevocationCode();
    }

    /// <summary>It ends by its revocation code, which may have to open an enrolment more than once.</summary>
    public void Revoke(DateTimeOffset now)
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
