using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Mfa.Realms;

namespace Mfa.Directories.Signatures;

/// <summary>
/// Whose certificates are trusted, by realm: <c>{TrustPath}/{realm}/anchors/*.pem|crt|cer</c>, read at start, and the revocation lists beside them,
/// <c>crls/*.crl|pem</c>.
/// </summary>
internal sealed partial class TrustStore
{
    public const string Setting = "Signatures:TrustPath";

    /// <summary>An organisational unit of this name is an authority anybody can make with the sample signer.</summary>
    public const string TestMark = "For testing only";

    private static readonly string[] Extensions = [".pem", ".crt", ".cer"];

    private readonly FrozenDictionary<string, RealmTrust> _realms;

    /// <exception cref="InvalidOperationException">A file is no anchor; or, in Production, a realm has none or a test's.</exception>
    public TrustStore(IConfiguration configuration, IHostEnvironment environment, RealmCatalog realms, ILogger<TrustStore> logger)
    {
        var trusted = new Dictionary<string, RealmTrust>(StringComparer.Ordinal);
        foreach (var realm in realms.All.Where(realm => realm.Signature is not null))
        {
            var folder = configuration[Setting] is { Length: > 0 } path ? Path.Combine(path, realm.Id) : null;
            var anchors = folder is null ? [] : AnchorsIn(Path.Combine(folder, "anchors"), environment.IsProduction());
            if (anchors.Count > 0)
                trusted[realm.Id] = new RealmTrust(anchors, new CertificateLists(Path.Combine(folder!, "crls"), logger));
            else if (environment.IsProduction())
                throw new InvalidOperationException($"{Setting} must name a folder with the certificates the realm {realm.Id} trusts in {realm.Id}/anchors.");
            else
                Log.NoAnchors(logger, realm.Id, Setting);
        }

        _realms = trusted.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <returns>Null: the deployment trusts nobody for this realm.</returns>
    public RealmTrust? Of(Realm realm) => _realms.GetValueOrDefault(realm.Id);

    private static X509Certificate2Collection AnchorsIn(string folder, bool production)
    {
        var anchors = new X509Certificate2Collection();
        if (!Directory.Exists(folder))
            return anchors;
        foreach (var file in Directory.EnumerateFiles(folder).Where(file => Extensions.Contains(Path.GetExtension(file))).Order(StringComparer.Ordinal))
            anchors.AddRange(Read(file, production));
        return anchors;
    }

    private static X509Certificate2Collection Read(string file, bool production)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            var bytes = File.ReadAllBytes(file);
            if (bytes.AsSpan().IndexOf("-----BEGIN"u8) >= 0)
                certificates.ImportFromPem(Encoding.ASCII.GetString(bytes));
            else
                certificates.Add(X509CertificateLoader.LoadCertificate(bytes));
        }
        catch (CryptographicException problem)
        {
            throw new InvalidOperationException($"{file} is not a certificate.", problem);
        }

        foreach (var certificate in certificates)
        {
            if (!certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData) || !CertificateRules.IsAuthority(certificate))
                throw new InvalidOperationException($"{file} is not the self-signed certificate of an authority: a chain of trust ends with one.");
            if (production && certificate.SubjectName.EnumerateRelativeDistinguishedNames().Any(IsTestMark))
                throw new InvalidOperationException($"{file} is a certificate for testing only. Production does not trust it.");
        }

        return certificates;
    }

    private static bool IsTestMark(X500RelativeDistinguishedName name) =>
        !name.HasMultipleElements && name.GetSingleElementType().Value == "2.5.4.11" && name.GetSingleElementValue() == TestMark;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The realm {Realm} trusts no certificate ({Setting}): its signature sign-ins answer 503")]
        public static partial void NoAnchors(ILogger logger, string realm, string setting);
    }
}

internal sealed record RealmTrust(X509Certificate2Collection Anchors, CertificateLists Lists);
