using OtpNet;

namespace Mfa.Challenges.Tests.Domain;

/// <summary>Codes by somebody else's hand: here Otp.NET's. Its other side is <c>TotpOracle.cs</c>.</summary>
internal static class TotpOracle
{
    /// <param name="algorithm"><c>SHA1</c>, <c>SHA256</c> or <c>SHA512</c>.</param>
    public static Task<string> CodeAsync(byte[] secret, long unixSeconds, int periodSeconds, string algorithm, int digits) => Task.FromResult(
        new OtpNet.Totp(secret, periodSeconds, Enum.Parse<OtpHashMode>(algorithm, ignoreCase: true), digits)
            .ComputeTotp(DateTimeOffset.FromUnixTimeSeconds(unixSeconds).UtcDateTime));
}
