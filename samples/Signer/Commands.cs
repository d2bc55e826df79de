using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;

namespace Mfa.Samples.Signer;

/// <summary>What the command line can say; <c>usage.txt</c> tells it to people.</summary>
internal static class Commands
{
    /// <returns>False: it was not understood, and nothing was done.</returns>
    public static bool Run(string[] args, TextWriter output)
    {
        switch (args)
        {
            case ["init", var folder]:
                output.WriteLine(Authority(folder).Create() ? $"The test authority is in {folder}." : $"The test authority is already in {folder}.");
                return true;
            case ["issue", "--idnp", var idnp, "--name", var name, var folder] when IsIdnp(idnp):
                output.WriteLine(Authority(folder).Issue(idnp, name));
                return true;
            case ["sign", "--as", var person, "--in", var text, "--out", var file]:
                File.WriteAllBytes(file, Sign(person, File.ReadAllBytes(text)));
                return true;
            case ["revoke", "--as", var person, var folder]:
                using (var certificate = X509CertificateLoader.LoadCertificateFromFile(person))
                    Authority(folder).Revoke(certificate);
                output.WriteLine("Revoked.");
                return true;
            default:
                return false;
        }
    }

    /// <returns>The exit code of a command line that was not understood.</returns>
    public static int Explain(TextWriter output)
    {
        using var usage = new StreamReader(typeof(Commands).Assembly.GetManifestResourceStream("usage.txt")!);
        output.Write(usage.ReadToEnd());
        return 2;
    }

    private static TestAuthority Authority(string folder) => new(folder, TimeProvider.System);

    /// <summary>It becomes the name of a file; whether such a person can be is for the service to say.</summary>
    private static bool IsIdnp(string text) => text.Length == 13 && text.All(char.IsAsciiDigit);

    private static byte[] Sign(string person, byte[] content)
    {
        using var certificate = X509Certificate2.CreateFromPemFile(person);
        var cms = new SignedCms(new ContentInfo(content), detached: true);
        var signer = new CmsSigner(SubjectIdentifierType.IssuerAndSerialNumber, certificate)
        {
            IncludeOption = X509IncludeOption.EndCertOnly,
            DigestAlgorithm = Oid.FromFriendlyName("sha256", OidGroup.HashAlgorithm),
        };
        cms.ComputeSignature(signer);
        return cms.Encode();
    }
}
