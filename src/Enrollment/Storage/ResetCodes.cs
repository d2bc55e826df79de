using System.Security.Cryptography;
using Mfa.Enrollments.Domain;
using Mfa.ServiceDefaults.Keys;
using Mfa.ServiceDefaults.Secrets;

namespace Mfa.Enrollments.Storage;

/// <summary>
/// Reset codes are kept as recovery codes are: a keyed hash, under the key that no database holds, with a label of their own.
/// </summary>
internal sealed class ResetCodes(KeyFolder keys)
{
    /// <summary>What is looked at in the place of a code that is not there, for the same work.</summary>
    private static readonly byte[] NoHash = new byte[32];

    private readonly SymmetricKeys _keys = keys.SymmetricKeys("revocation");

    /// <summary>A new code for the factor; the older one ends.</summary>
    public DisclosedText Issue(ResetCode reset, string factorId, DateTimeOffset expiresAt)
    {
        Span<byte> bits = stackalloc byte[CrockfordCode.Bytes];
        RandomNumberGenerator.Fill(bits);
        reset.Make(factorId, HashOf(_keys.Current, reset.Realm, reset.AccountId, factorId, bits), _keys.Current, expiresAt);
        var shown = new DisclosedText(CrockfordCode.Write(bits));
        CryptographicOperations.ZeroMemory(bits);
        return shown;
    }

    /// <param name="given">As <see cref="CrockfordCode.Read"/> returns it.</param>
    public bool IsRight(ResetCode? reset, ReadOnlySpan<byte> given, DateTimeOffset now)
    {
        var version = reset?.Hash is null ? _keys.Current : reset.KeyVersion;
        var hash = HashOf(version, reset?.Realm ?? "", reset?.AccountId ?? "", reset?.FactorId ?? "", given);
        return CryptographicOperations.FixedTimeEquals(reset?.Hash ?? NoHash, hash) & reset?.HasCode(now) == true;
    }

    private byte[] HashOf(int version, string realm, string accountId, string factorId, ReadOnlySpan<byte> bits) =>
        _keys.Mac(version, "reset-code", realm, accountId, factorId, Convert.ToHexString(bits));
}
