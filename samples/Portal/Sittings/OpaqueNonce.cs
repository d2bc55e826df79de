using System.Buffers.Text;
using System.Security.Cryptography;

namespace Mfa.Samples.Portal.Sittings;

/// <summary>What binds an assertion to one sign-in of one browser.</summary>
internal static class OpaqueNonce
{
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
}
