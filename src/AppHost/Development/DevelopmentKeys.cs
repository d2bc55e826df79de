using System.Security.Cryptography;

namespace Mfa.AppHost.Development;

/// <summary>
/// The keys of a system on a developer's machine. Signing keys are EC P-256, PKCS#8 PEM; the others are 32 random bytes in base64.
/// Each folder says what it is in a file that makes a service in Production refuse it.
/// </summary>
internal static class DevelopmentKeys
{
    public const string Marker = "DEVELOPMENT";

    public static void Create(string folder)
    {
        PrivateFile.CreateFolder(folder);
        var directory = Service("directory", signing: ["service", "access-1", "sign-in-1", "audit-1"], secret: ["pepper-1", "hash-1", "mail-1"]);
        var enrollment = Service("enrollment", signing: ["service"], secret: ["kek-1", "cache-1", "hash-1", "revocation-1"]);
        var challenge = Service("challenge", signing: ["service", "assertion-1", "step-up-1"], secret: ["hash-1"]);

        var notifier = Folder("notifier");

        // Enrollment seals with it what Challenge opens; Directory and Challenge seal what Notifier opens.
        Share("cache-1.key", enrollment, challenge);
        Share("mail-1.key", directory, challenge);
        Share("mail-1.key", directory, notifier);

        var published = Folder("public");
        Publish(directory, "service", published, "service-directory");
        Publish(enrollment, "service", published, "service-enrollment");
        Publish(challenge, "service", published, "service-challenge");
        Publish(directory, "access-1", published, "access-1");
        Publish(directory, "sign-in-1", published, "sign-in-1");
        Publish(directory, "audit-1", published, "audit-1");
        Publish(challenge, "step-up-1", published, "step-up-1");

        string Service(string name, string[] signing, string[] secret)
        {
            var path = Folder(name);
            foreach (var key in signing)
                PrivateFile.WriteOnce(Path.Combine(path, key + ".pem"), SigningKey);
            foreach (var key in secret)
                PrivateFile.WriteOnce(Path.Combine(path, key + ".key"), SecretKey);
            return path;
        }

        static void Share(string key, string from, string to) =>
            PrivateFile.WriteOnce(Path.Combine(to, key), () => File.ReadAllText(Path.Combine(from, key)));

        string Folder(string name)
        {
            var path = PrivateFile.CreateFolder(Path.Combine(folder, name));
            PrivateFile.WriteOnce(Path.Combine(path, Marker), () => "Made for development. Production refuses these keys.\n");
            return path;
        }
    }

    private static void Publish(string service, string key, string published, string name) =>
        PrivateFile.WriteOnce(Path.Combine(published, name + ".pem"), () =>
        {
            using var ecdsa = ECDsa.Create();
            ecdsa.ImportFromPem(File.ReadAllText(Path.Combine(service, key + ".pem")));
            return ecdsa.ExportSubjectPublicKeyInfoPem() + "\n";
        });

    private static string SigningKey()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return ecdsa.ExportPkcs8PrivateKeyPem() + "\n";
    }

    private static string SecretKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)) + "\n";
}
