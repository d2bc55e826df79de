using System.Security.Cryptography;
using Mfa.Enrollments.Domain;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.Keys;

namespace Mfa.Enrollments.Storage;

/// <summary>
/// The envelope around TOTP secrets: AES-256-GCM under a random key of the account, which is itself sealed under the key-encryption key that this
/// service alone holds. Every seal is bound to realm, account, factor and key version, so that a row moved elsewhere does not open.
/// What leaves for Challenge is sealed anew under the cache key.
/// </summary>
internal sealed class SecretProtector(KeyFolder keys)
{
    private const int SecretSize = 20;
    private const int KeySize = 32;

    /// <summary>The version of a data key; an account has one of them.</summary>
    private const int DataKeyVersion = 1;

    private readonly SymmetricKeys _keyEncryption = keys.SymmetricKeys("kek");
    private readonly SymmetricKeys _cache = keys.SymmetricKeys("cache");

    /// <summary>The newest version of the key-encryption key.</summary>
    public int KeyVersion => _keyEncryption.Current;

    /// <returns>160 random bits (RFC 4226 §4, R6); to be zeroed after use.</returns>
    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretSize);

    /// <summary>Gives the account a data key if it has none, and puts one that an older key-encryption key wraps under the newest.</summary>
    public void Ready(FactorAccount account)
    {
        if (account.DataKey is { } wrapped && SymmetricKeys.VersionOf(wrapped) == _keyEncryption.Current)
            return;
        var key = account.DataKey is null ? RandomNumberGenerator.GetBytes(KeySize) : Unwrap(account);
        account.DataKey = _keyEncryption.Seal(key, WrapData(account));
        CryptographicOperations.ZeroMemory(key);
    }

    public byte[] Seal(FactorAccount account, string factorId, ReadOnlySpan<byte> secret)
    {
        var key = Unwrap(account);
        var sealedSecret = DataKey(key).Seal(secret, SecretData(account, factorId));
        CryptographicOperations.ZeroMemory(key);
        return sealedSecret;
    }

    /// <summary>Opens the secret for as long as it is used, and zeroes it.</summary>
    /// <exception cref="CryptographicException">It was changed, belongs elsewhere, or a key is not deployed.</exception>
    public T Open<T>(FactorAccount account, Factor factor, Func<byte[], T> use)
    {
        byte[] key = Unwrap(account), secret = [];
        try
        {
            secret = DataKey(key).Open(factor.Secret, SecretData(account, factor.Id));
            return use(secret);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>As Challenge opens it, base64.</summary>
    public string SealForChallenge(Factor factor, ReadOnlySpan<byte> secret) =>
        Convert.ToBase64String(_cache.Seal(secret, CachedSecret.AssociatedData(factor.Realm, factor.AccountId, factor.Id)));

    private static SymmetricKeys DataKey(byte[] key) => new(new Dictionary<int, byte[]> { [DataKeyVersion] = key });

    private byte[] Unwrap(FactorAccount account) =>
        _keyEncryption.Open(account.DataKey ?? throw new CryptographicException("The account has no data key."), WrapData(account));

    private static string WrapData(FactorAccount account) => $"data-key|{account.Realm}|{account.AccountId}";

    private static string SecretData(FactorAccount account, string factorId) => $"totp-secret|{account.Realm}|{account.AccountId}|{factorId}";
}
