using System.Security.Cryptography;
using Mfa.Enrollments.Domain;
using Mfa.Enrollments.Storage;
using Mfa.InternalApi;

namespace Mfa.Enrollments.Tests.Storage;

public sealed class SecretProtectorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mfa-keys-").FullName;
    private readonly TestKeys _keys;
    private readonly byte[] _secret = SecretProtector.NewSecret();

    public SecretProtectorTests() => _keys = new TestKeys(_folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void WhatIsSealedOpens()
    {
        var (account, factor) = Sealed();

        Assert.Equal(20, _secret.Length);
        Assert.Equal(_secret, Open(account, factor));
    }

    [Fact]
    public void NoBitOfARowMayChange()
    {
        var (account, factor) = Sealed();
        foreach (var bytes in new[] { factor.Secret!, account.DataKey! })
        {
            for (var i = 0; i < bytes.Length * 8; i++)
            {
                bytes[i / 8] ^= (byte)(1 << (i % 8));
                Assert.ThrowsAny<CryptographicException>(() => Open(account, factor));
                bytes[i / 8] ^= (byte)(1 << (i % 8));
            }
        }

        Assert.Equal(_secret, Open(account, factor));
    }

    [Fact]
    public void ASecretMovedToAnotherAccountDoesNotOpen()
    {
        var (mine, mineFactor) = Sealed("acc_mine");
        var (theirs, theirFactor) = Sealed("acc_theirs");
        theirFactor.Keep(mineFactor.Secret!);

        Assert.ThrowsAny<CryptographicException>(() => Open(theirs, theirFactor));

        // Not even when the wrapped key moves with it: that is bound to its account too.
        theirs.DataKey = mine.DataKey;
        Assert.ThrowsAny<CryptographicException>(() => Open(theirs, theirFactor));
    }

    [Fact]
    public void ASecretMovedToAnotherFactorOrRealmDoesNotOpen()
    {
        var (account, factor) = Sealed();
        var sibling = NewFactor("acc_a", "fac_sibling");
        sibling.Keep(factor.Secret!);
        Assert.ThrowsAny<CryptographicException>(() => Open(account, sibling));

        var elsewhere = new FactorAccount { Realm = "other", AccountId = account.AccountId, DataKey = account.DataKey };
        Assert.ThrowsAny<CryptographicException>(() => Open(elsewhere, factor));
    }

    [Fact]
    public void AnOpenedSecretIsZeroedAfterUse()
    {
        var (account, factor) = Sealed();
        Assert.Equal(new byte[20], Protector().Open(account, factor, secret => secret));
        byte[]? seen = null;
        Assert.Throws<InvalidOperationException>(() => Protector().Open<int>(account, factor, secret => throw new InvalidOperationException($"{seen = secret}")));
        Assert.Equal(new byte[20], seen);
    }

    [Fact]
    public void RotationKeepsOldRowsReadableAndANewSealTakesTheNewestKey()
    {
        var (account, factor) = Sealed();
        TestKeys.AddSymmetric(_keys.Own, "kek-2");
        var rotated = Protector();

        Assert.Equal(_secret, rotated.Open(account, factor, secret => secret.ToArray()));
        rotated.Ready(account);
        File.Delete(Path.Combine(_keys.Own, "kek-1.key"));

        Assert.Equal(_secret, Open(account, factor));
    }

    [Fact]
    public void ARowWhoseKeyIsGoneDoesNotOpen()
    {
        var (account, factor) = Sealed();
        TestKeys.AddSymmetric(_keys.Own, "kek-2");
        File.Delete(Path.Combine(_keys.Own, "kek-1.key"));

        Assert.ThrowsAny<CryptographicException>(() => Open(account, factor));
    }

    [Fact]
    public void BeingReadyTwiceKeepsTheKey()
    {
        var (account, factor) = Sealed();
        var before = account.DataKey;
        Protector().Ready(account);

        Assert.Same(before, account.DataKey);
        Assert.Equal(_secret, Open(account, factor));
    }

    [Fact]
    public void NoNonceComesTwice()
    {
        const int seals = 100_000;
        var protector = Protector();
        var account = NewAccount("acc_a");
        protector.Ready(account);
        var nonces = new HashSet<string>(seals);
        for (var i = 0; i < seals; i++)
            nonces.Add(Convert.ToHexString(protector.Seal(account, "fac_a", _secret).AsSpan(4, 12)));

        Assert.Equal(seals, nonces.Count);
    }

    [Fact]
    public void ChallengeOpensWhatIsSealedForItAndOnlyInItsPlace()
    {
        var (_, factor) = Sealed();
        var handed = Convert.FromBase64String(Protector().SealForChallenge(factor, _secret));
        var cache = _keys.Folder().SymmetricKeys("cache");

        Assert.Equal(_secret, cache.Open(handed, CachedSecret.AssociatedData("quick", "acc_a", "fac_a")));
        Assert.ThrowsAny<CryptographicException>(() => cache.Open(handed, CachedSecret.AssociatedData("quick", "acc_b", "fac_a")));
        Assert.ThrowsAny<CryptographicException>(() => _keys.Folder().SymmetricKeys("kek").Open(handed, CachedSecret.AssociatedData("quick", "acc_a", "fac_a")));
    }

    private byte[] Open(FactorAccount account, Factor factor) => Protector().Open(account, factor, secret => secret.ToArray());

    private SecretProtector Protector() => new(_keys.Folder());

    private (FactorAccount Account, Factor Factor) Sealed(string accountId = "acc_a")
    {
        var (account, factor) = (NewAccount(accountId), NewFactor(accountId, "fac_a"));
        Protector().Ready(account);
        factor.Keep(Protector().Seal(account, factor.Id, _secret));
        return (account, factor);
    }

    private static FactorAccount NewAccount(string id) => new() { Realm = "quick", AccountId = id };

    private static Factor NewFactor(string accountId, string id) => new()
    {
        Id = id,
        Realm = "quick",
        AccountId = accountId,
        Type = "totp",
        Hint = "",
        RelyingParty = "rp",
        SessionId = "s",
        SessionVersion = 0,
        ChallengeId = "c",
        Rebinds = true,
        AddressVersion = 1,
        Algorithm = "SHA1",
        Digits = 6,
        PeriodSeconds = 30,
        CreatedAt = default,
        ExpiresAt = default,
    };
}
