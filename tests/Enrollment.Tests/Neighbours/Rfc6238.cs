using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Mfa.Enrollments.Tests.Neighbours;

/// <summary>The codes of an app, to prove from outside that the secrets Enrollment gives away make them.</summary>
internal static class Rfc6238
{
    public static string Code(byte[] secret, long step, string algorithm = "SHA1", int digits = 6)
    {
        var counter = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        using var hmac = IncrementalHash.CreateHMAC(new HashAlgorithmName(algorithm), secret);
        hmac.AppendData(counter);
        var mac = hmac.GetHashAndReset();
        var number = BinaryPrimitives.ReadInt32BigEndian(mac.AsSpan(mac[^1] & 15)) & int.MaxValue;
        return (number % (int)Math.Pow(10, digits)).ToString("D" + digits, CultureInfo.InvariantCulture);
    }
}
