using System.Globalization;
using System.Text;
using Mfa.Realms;

namespace Mfa.Enrollments.Domain;

/// <summary>
/// The <c>otpauth://totp/</c> address an authenticator app takes from the QR code. The issuer stands in the label and as a parameter, since apps read
/// either; algorithm, digits and period stand there only when they are not SHA1, 6 and 30, since some apps refuse what they need not be told.
/// </summary>
internal static class OtpauthUri
{
    /// <param name="user">The identifier as the person writes it.</param>
    /// <param name="secret">Base32.</param>
    public static string Of(TotpPolicy policy, string user, string secret)
    {
        var issuer = Uri.EscapeDataString(policy.Issuer);
        var uri = new StringBuilder($"otpauth://totp/{issuer}:{Uri.EscapeDataString(user)}?secret={secret}&issuer={issuer}");
        if (policy.Algorithm != "SHA1")
            uri.Append("&algorithm=").Append(policy.Algorithm);
        if (policy.Digits != 6)
            uri.Append(CultureInfo.InvariantCulture, $"&digits={policy.Digits}");
        if (policy.PeriodSeconds != 30)
            uri.Append(CultureInfo.InvariantCulture, $"&period={policy.PeriodSeconds}");
        return uri.ToString();
    }
}
