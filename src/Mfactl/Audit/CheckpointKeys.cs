using System.Security.Cryptography;
using Mfa.Directories.Audits;
using Mfa.Mfactl.Screens;
using Microsoft.IdentityModel.Tokens;

namespace Mfa.Mfactl.Audit;

/// <summary>The public keys that checkpoints were ever signed with: <c>audit-N.pem</c> of the folder of public keys.</summary>
internal static class CheckpointKeys
{
    /// <exception cref="Complaint">There is none.</exception>
    public static IReadOnlyList<ECDsaSecurityKey> Read(string folder)
    {
        if (!Directory.Exists(folder))
            throw Complaint.Of($"There is no folder {folder}.", "It is what the services have as Keys:PublicPath.");
        ECDsaSecurityKey[] keys = [.. Directory.EnumerateFiles(folder, CheckpointSignatures.Key + "-*.pem").Order(StringComparer.Ordinal).Select(ReadOne)];
        return keys.Length > 0
            ? keys : throw Complaint.Of($"{folder} has no {CheckpointSignatures.Key}-N.pem.", "It is what the services have as Keys:PublicPath.");
    }

    private static ECDsaSecurityKey ReadOne(string file)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(file));
            return new ECDsaSecurityKey(key);
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw Complaint.Of($"{file} is not a public key in PEM.", "docs/operate.md tells how it is made.");
        }
    }
}
