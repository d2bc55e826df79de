using Mfa.Testing;

namespace Mfa.Challenges.Tests.Domain;

/// <summary>Codes by somebody else's hand: here <c>oathtool</c>'s. Its other side is <c>TotpOracle.FullFeed.cs</c>.</summary>
internal static class TotpOracle
{
    /// <param name="algorithm"><c>SHA1</c>, <c>SHA256</c> or <c>SHA512</c>.</param>
    public static Task<string> CodeAsync(byte[] secret, long unixSeconds, int periodSeconds, string algorithm, int digits) => Tool.RunAsync(
        "oathtool", $"--totp={algorithm}", "-d", $"{digits}", "-s", $"{periodSeconds}s", "-N", $"@{unixSeconds}", Convert.ToHexStringLower(secret));
}
