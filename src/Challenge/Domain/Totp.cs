using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Mfa.Challenges.Domain;

/// <summary>Time-based one-time passwords, RFC 6238 over RFC 4226.</summary>
internal static class Totp
{
    /// <summary>The step of an instant: <c>T = floor(unix time / X)</c> (RFC 6238 §4.2).</summary>
    /// <param name="unixMilliseconds">Not before 1970.</param>
    public static long StepAt(long unixMilliseconds, int periodSeconds) => unixMilliseconds / (periodSeconds * 1000L);

    /// <summary>HOTP with the step as its counter (RFC 4226 §5.3), as ASCII digits with leading zeros.</summary>
    /// <param name="algorithm"><c>SHA1</c>, <c>SHA256</c> or <c>SHA512</c>.</param>
    /// <param name="destination">6 or 8 long: the number of digits.</param>
    public static void Code(ReadOnlySpan<byte> secret, long step, string algorithm, Span<byte> destination)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> mac = stackalloc byte[64];
        mac = mac[..Hash(algorithm, secret, counter, mac)];
        var offset = mac[^1] & 0x0f;
        var truncated = BinaryPrimitives.ReadInt32BigEndian(mac[offset..]) & 0x7fffffff;
        for (var i = destination.Length - 1; i >= 0; i--, truncated /= 10)
            destination[i] = (byte)('0' + (truncated % 10));
    }

    /// <summary>
    /// The highest step of the window whose code this is, or null. Every step is computed and compared in constant time, also after a match,
    /// so the time tells nothing (RFC 6238 §5.2 allows the window).
    /// </summary>
    /// <param name="skew">Steps before and after the current one.</param>
    public static long? Match(ReadOnlySpan<byte> secret, string code, long currentStep, int skew, string algorithm)
    {
        Span<byte> guess = stackalloc byte[code.Length];
        Encoding.ASCII.GetBytes(code, guess);
        Span<byte> expected = stackalloc byte[code.Length];
        long? matched = null;
        for (var step = currentStep - skew; step <= currentStep + skew; step++)
        {
            Code(secret, step, algorithm, expected);
            matched = CryptographicOperations.FixedTimeEquals(guess, expected) ? step : matched;
        }

        CryptographicOperations.ZeroMemory(expected);
        return matched;
    }

    /// <summary>
    /// By how many seconds the clock of a device that makes this code is off, when it is right for no step of the window: positive when it is fast. The
    /// nearest step decides, taken in its middle. Every step is computed, so the time tells nothing. For advice at an enrolment; such a code is never good.
    /// </summary>
    public static int? ClockOffset(
        ReadOnlySpan<byte> secret, string code, long unixMilliseconds, int periodSeconds, int skew, string algorithm, int largestSeconds)
    {
        var current = StepAt(unixMilliseconds, periodSeconds);
        long? nearest = null;
        for (var distance = largestSeconds / periodSeconds; distance > skew; distance--)
        {
            nearest = Match(secret, code, current - distance, 0, algorithm) ?? nearest;
            nearest = Match(secret, code, current + distance, 0, algorithm) ?? nearest;
        }

        return nearest is { } step ? (int)((((((step * 2) + 1) * periodSeconds) * 500L) - unixMilliseconds) / 1000) : null;
    }

    // RFC 6238 names HMAC-SHA-1 as its default; its use as a MAC key here does not rest on collision resistance.
    private static int Hash(string algorithm, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> counter, Span<byte> mac) => algorithm switch
    {
        "SHA1" => HMACSHA1.HashData(secret, counter, mac),
        "SHA256" => HMACSHA256.HashData(secret, counter, mac),
        "SHA512" => HMACSHA512.HashData(secret, counter, mac),
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, "SHA1, SHA256 or SHA512"),
    };
}
