using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace Mfa.Directories.Tests.Service;

/// <summary>Keys made for one run. The neighbours sign with Directory's own service key: who signs is not what these tests are about.</summary>
internal static class ServiceKeys
{
    public static void Write(string folder)
    {
        var own = Directory.CreateDirectory(Path.Combine(folder, "keys")).FullName;
        var published = Directory.CreateDirectory(Path.Combine(folder, "public")).FullName;
        foreach (var name in new[] { "service", "access-1", "sign-in-1", "audit-1" })
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            File.WriteAllText(Path.Combine(own, name + ".pem"), key.ExportPkcs8PrivateKeyPem());
            string[] names = name == "service" ? ["service-directory", "service-enrollment", "service-challenge"] : [name];
            foreach (var shown in names)
                File.WriteAllText(Path.Combine(published, shown + ".pem"), key.ExportSubjectPublicKeyInfoPem());
        }

        foreach (var name in new[] { "pepper-1", "hash-1", "mail-1" })
            File.WriteAllText(Path.Combine(own, name + ".key"), Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
    }

    public static ECDsaSecurityKey Read(string folder, string name)
    {
        var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(Path.Combine(folder, "keys", name + ".pem")));
        var read = new ECDsaSecurityKey(key);
        read.KeyId = Base64UrlEncoder.Encode(read.ComputeJwkThumbprint());
        return read;
    }
}
