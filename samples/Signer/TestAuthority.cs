using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Mfa.Samples.Signer;

/// <summary>
/// A certification authority for trying things out, in a realm's folder of trust: <c>anchors/</c> and <c>crls/</c> are what the service reads, the key and the
/// people's are beside them. Its name carries a mark that Production refuses.
/// </summary>
internal sealed class TestAuthority(string folder, TimeProvider time)
{
    private const string Mark = "For testing only";
    private const UnixFileMode OwnFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private static readonly TimeSpan Life = TimeSpan.FromDays(3650);
    private static readonly TimeSpan Early = TimeSpan.FromHours(1);

    public bool Exists => File.Exists(Anchor);

    private string Anchor => Path.Combine(folder, "anchors", "test-authority.crt");

    private string List => Path.Combine(folder, "crls", "test-authority.crl");

    private string Key => Path.Combine(folder, "test-authority.key");

    /// <returns>False: it was there.</returns>
    public bool Create()
    {
        if (Exists)
            return false;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Name("Mfa test authority"), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = time.GetUtcNow();
        using var authority = request.CreateSelfSigned(now - Early, now + Life);
        Write(Key, key.ExportPkcs8PrivateKeyPem());
        WriteList(authority, new CertificateRevocationListBuilder(), BigInteger.One);
        // Last: with it the authority is there.
        Write(Anchor, authority.ExportCertificatePem() + "\n");
        return true;
    }

    /// <returns>The file with the person's certificate and key.</returns>
    public string Issue(string idnp, string name)
    {
        using var authority = Open();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCountryOrRegion("MD");
        subject.AddCommonName(name);
        subject.Add("2.5.4.5", idnp);
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.NonRepudiation, critical: true));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        var now = time.GetUtcNow();
        using var certificate = request.Create(authority, now - Early, new DateTimeOffset(authority.NotAfter), RandomNumberGenerator.GetBytes(16));
        var file = Path.Combine(folder, "people", idnp + ".pem");
        Write(file, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n");
        return file;
    }

    public void Revoke(X509Certificate2 certificate)
    {
        using var authority = Open();
        var list = CertificateRevocationListBuilder.Load(File.ReadAllBytes(List), out var number);
        list.AddEntry(certificate, time.GetUtcNow());
        WriteList(authority, list, number + 1);
    }

    private static X500DistinguishedName Name(string name)
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(name);
        subject.AddOrganizationalUnitName(Mark);
        return subject.Build();
    }

    private X509Certificate2 Open() => X509Certificate2.CreateFromPemFile(Anchor, Key);

    private void WriteList(X509Certificate2 authority, CertificateRevocationListBuilder list, BigInteger number)
    {
        var now = time.GetUtcNow();
        Write(List, list.Build(authority, number, now + Life, HashAlgorithmName.SHA256, thisUpdate: now - Early));
    }

    private static void Write(string file, string text) => Write(file, System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>A reader sees the old file or the new, and none but its owner sees any.</summary>
    private static void Write(string file, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!, OwnFolder);
        var draft = file + ".new";
        File.Delete(draft);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
        using (var stream = new FileStream(draft, options))
            stream.Write(bytes);
        File.Move(draft, file, overwrite: true);
    }
}
