using System.Security.Cryptography;
using Mfa.Enrollments.Domain;
using Mfa.ServiceDefaults.Keys;
using Mfa.ServiceDefaults.Secrets;

namespace Mfa.Enrollments.Storage;

/// <summary>
/// Revocation codes are not kept, nor anything that could be compared with one: a factor has a random salt, and the code is made from it each time under a
/// key that no database holds (<c>docs/adr/0009</c>).
/// </summary>
internal sealed class RevocationCodes(KeyFolder keys)
{
    private const int SaltSize = 16;

    /// <summary>What is looked at in the place of a factor without a code, for the same work.</summary>
    private static readonly byte[] NoSalt = new byte[SaltSize];

    private readonly SymmetricKeys _keys = keys.SymmetricKeys("revocation");

    /// <summary>A new code for the factor; its older one ends.</summary>
    public DisclosedText Issue(Factor factor)
    {
        factor.Salt(RandomNumberGenerator.GetBytes(SaltSize), _keys.Current);
        return Tell(factor)!;
    }

    /// <returns>Null: the factor has no code.</returns>
    public DisclosedText? Tell(Factor factor) =>
        factor.RevocationSalt is { } salt ? new DisclosedText(CrockfordCode.Write(Make(factor, salt, factor.RevocationKeyVersion))) : null;

    /// <param name="given">As <see cref="CrockfordCode.Read"/> returns it.</param>
    public bool IsRight(Factor? factor, ReadOnlySpan<byte> given)
    {
        var right = Make(factor, factor?.RevocationSalt ?? NoSalt, factor is null ? _keys.Current : factor.RevocationKeyVersion);
        return CryptographicOperations.FixedTimeEquals(right, given) & factor?.RevocationSalt is not null;
    }

    private byte[] Make(Factor? factor, byte[] salt, int version) =>
        _keys.Mac(version, "revocation-code", factor?.Realm ?? "", factor?.AccountId ?? "", factor?.Id ?? "", Convert.ToHexString(salt))[..CrockfordCode.Bytes];
}
