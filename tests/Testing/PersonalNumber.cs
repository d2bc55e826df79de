using System.Globalization;
using System.Security.Cryptography;

namespace Mfa.Testing;

/// <summary>Moldova's IDNP: thirteen digits, the last of them a check of the others.</summary>
public static class PersonalNumber
{
    public static string New()
    {
        var digits = "2" + RandomNumberGenerator.GetString("0123456789", 11);
        int[] weights = [7, 3, 1];
        return digits + (digits.Index().Sum(digit => (digit.Item - '0') * weights[digit.Index % 3]) % 10).ToString(CultureInfo.InvariantCulture);
    }
}
