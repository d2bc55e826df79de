using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Mfa.ServiceDefaults.Keys;
using Mfa.ServiceDefaults.Secrets;

namespace Mfa.Challenges.Reports;

/// <summary>What the link "this was not me" of a mail carries: realm, account, challenge and expiry under a keyed hash. It opens nothing but a report.</summary>
internal sealed class ReportTokens(KeyFolder keys)
{
    public const int Longest = 512;

    private const long Life = 7 * 24 * 3600 * 1000L;

    private readonly SymmetricKeys _hash = keys.SymmetricKeys("hash");

    /// <param name="now">Milliseconds on the store's clock.</param>
    /// <returns><c>base64url(realm|account|challenge|expiry).keyVersion.base64url(mac)</c></returns>
    public DisclosedText Make(string realm, string accountId, string challengeId, long now)
    {
        var said = string.Create(CultureInfo.InvariantCulture, $"{realm}|{accountId}|{challengeId}|{now + Life}");
        return new DisclosedText(string.Create(CultureInfo.InvariantCulture,
            $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(said))}.{_hash.Current}.{Base64Url.EncodeToString(MacOf(_hash.Current, said))}"));
    }

    /// <param name="now">Milliseconds on the store's clock.</param>
    /// <returns>Null: we did not make it, or its week is over.</returns>
    public ReportedChallenge? Read(string token, long now)
    {
        if (token.Split('.') is not [var text, var version, var mac] || !int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var key)
            || Decode(text) is not { } said || Decode(mac) is not { } shown || !IsOurs(key, Encoding.UTF8.GetString(said), shown))
            return null;
        return Encoding.UTF8.GetString(said).Split('|') is [var realm, var account, var challenge, var expiry]
            && long.Parse(expiry, CultureInfo.InvariantCulture) > now ? new ReportedChallenge(realm, account, challenge) : null;
    }

    private bool IsOurs(int version, string said, byte[] shown) => _hash.Has(version) && CryptographicOperations.FixedTimeEquals(MacOf(version, said), shown);

    private byte[] MacOf(int version, string said) => _hash.Mac(version, "report", said);

    private static byte[]? Decode(string text) => Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text) : null;
}

/// <summary>Which challenge a link speaks of.</summary>
internal sealed record ReportedChallenge(string Realm, string AccountId, string ChallengeId);
