using System.Security.Cryptography;
using System.Text;
using Mfa.Mfactl.Screens;

namespace Mfa.Mfactl.Keys;

/// <summary>An operator's private key: P-256 as PKCS#8 PEM in a file that only its owner reads. It is never shown and never leaves the machine.</summary>
internal static class KeyFile
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <exception cref="Complaint">The file is there already.</exception>
    public static async Task<ECDsa> CreateAsync(string path)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n");
        await PrivateFile.WriteNewAsync(path, file => file.WriteAsync(pem).AsTask());
        CryptographicOperations.ZeroMemory(pem);
        return key;
    }

    /// <exception cref="Complaint">There is no such key, others can read it, or it is of another kind.</exception>
    public static ECDsa Read(string path)
    {
        if (!File.Exists(path))
            throw Complaint.Of($"There is no key in {path}.", "mfactl keys create --key FILE makes one; --key or MFACTL_KEY names it.");
        if ((File.GetUnixFileMode(path) & Others) is not UnixFileMode.None)
            throw Complaint.Of($"Others than its owner can get at {path}.", $"chmod 600 {path}; if somebody else may have read it, make another key.");
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(path));
            if (key.KeySize == 256 && key.ExportParameters(includePrivateParameters: true).D is not null)
                return key;
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw NotOne(path);
        }

        key.Dispose();
        throw NotOne(path);
    }

    private static Complaint NotOne(string path) => Complaint.Of($"{path} is not a P-256 private key in PEM (PKCS#8).", "mfactl keys create --key FILE makes one.");
}
