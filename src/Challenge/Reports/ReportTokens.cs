using System.Globalization;
using System.Text;
using Mfa.ServiceDefaults.Keys;
using Mfa.ServiceDefaults.Secrets;
using Microsoft.IdentityModel.Tokens;

namespace Mfa.Challenges.Reports;

/// <summary>What the link "this was not me" of a mail carries: realm, account, challenge and expiry under a keyed hash. It opens nothing but a report.</summary>
internal sealed class ReportTokens(KeyFolder keys)
{
    private const long Life = 7 * 24 * 3600 * 1000L;

    private readonly SymmetricKeys _hash = keys.SymmetricKeys("hash");

    /// <param name="now">Milliseconds on the store's clock.</param>
    /// <returns><c>base64url(realm|account|challenge|expiry).keyVersion.base64url(mac)</c></returns>
    public DisclosedText Make(string realm, string accountId, string challengeId, long now)
    {
        var said = string.Create(CultureInfo.InvariantCulture, $"{realm}|{accountId}|{challengeId}|{now + Life}");
        return new DisclosedText(string.Create(CultureInfo.InvariantCulture,
            $"{Base64UrlEncoder.Encode(Encoding.UTF8.GetBytes(said))}.{_hash.Current}.{Base64UrlEncoder.Encode(_hash.Mac("report", said))}"));
    }
}
