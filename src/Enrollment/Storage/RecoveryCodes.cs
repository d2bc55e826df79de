using System.Security.Cryptography;
using Mfa.Enrollments.Domain;
using Mfa.ServiceDefaults.Keys;
using Mfa.ServiceDefaults.Secrets;

namespace Mfa.Enrollments.Storage;

/// <summary>
/// Recovery codes are shown once and never again, so that a keyed hash of each is all that is kept: a stolen database has nothing to try guesses against.
/// The key is the one of revocation codes, which no database holds and which must live as long as the codes; a label tells the two uses apart.
/// </summary>
internal sealed class RecoveryCodes(KeyFolder keys)
{
    /// <summary>How many are made at a time.</summary>
    public const int Count = 10;

    private readonly SymmetricKeys _keys = keys.SymmetricKeys("revocation");

    /// <summary>A full set: what is kept of each, and what is shown.</summary>
    public IReadOnlyList<(RecoveryCode Kept, DisclosedText Shown)> Make(FactorAccount account, DateTimeOffset now) =>
        [.. Enumerable.Range(0, Count).Select(_ => MakeOne(account, now))];

    /// <summary>Every code is hashed and compared in constant time, also after one has matched, so that the time tells nothing.</summary>
    /// <param name="given">As <see cref="CrockfordCode.Read"/> returns it.</param>
    /// <returns>Null: it is none of those that are open to the challenge.</returns>
    public RecoveryCode? Find(IEnumerable<RecoveryCode> codes, ReadOnlySpan<byte> given, string challengeId)
    {
        RecoveryCode? found = null;
        foreach (var code in codes)
        {
            var same = CryptographicOperations.FixedTimeEquals(code.Hash, HashOf(code.KeyVersion, code.Realm, code.AccountId, code.Id, given));
            found = same & code.IsOpenTo(challengeId) ? code : found;
        }

        return found;
    }

    private (RecoveryCode Kept, DisclosedText Shown) MakeOne(FactorAccount account, DateTimeOffset now)
    {
        Span<byte> bits = stackalloc byte[CrockfordCode.Bytes];
        RandomNumberGenerator.Fill(bits);
        var id = OpaqueId.New("rec_");
        var kept = new RecoveryCode
        {
            Id = id,
            Realm = account.Realm,
            AccountId = account.AccountId,
            Hash = HashOf(_keys.Current, account.Realm, account.AccountId, id, bits),
            KeyVersion = _keys.Current,
            CreatedAt = now,
        };
        var shown = new DisclosedText(CrockfordCode.Write(bits));
        CryptographicOperations.ZeroMemory(bits);
        return (kept, shown);
    }

    private byte[] HashOf(int version, string realm, string accountId, string id, ReadOnlySpan<byte> bits) =>
        _keys.Mac(version, "recovery-code", realm, accountId, id, Convert.ToHexString(bits));
}
