using System.Security.Cryptography.X509Certificates;
using Mfa.Realms;

namespace Mfa.Directories.Signatures;

/// <summary>Whether a person's certificate may be believed now: algorithms, chain, validity, key usage, revocation. Nothing is fetched from anywhere.</summary>
internal static class CertificateRules
{
    public static bool IsAuthority(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority);

    /// <param name="others">What came with the signature: intermediate authorities are found there, and none is trusted for it.</param>
    /// <returns>The reason why not, <see cref="SignatureVerdict.Unavailable"/>'s included; null: it may.</returns>
    public static SignatureVerdict? RefusalOf(
        X509Certificate2 certificate, X509Certificate2Collection others, SignaturePolicy policy, RealmTrust trust, DateTimeOffset now)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            VerificationTime = now.UtcDateTime,
        };
        chain.ChainPolicy.CustomTrustStore.AddRange(trust.Anchors);
        chain.ChainPolicy.ExtraStore.AddRange(others);
        var built = chain.Build(certificate);
        var path = chain.ChainElements.Select(element => element.Certificate).ToArray();

        if (IsWeak(path, trust))
            return SignatureVerdict.Refused("weak");
        if (chain.ChainStatus.Any(status => status.Status != X509ChainStatusFlags.NotTimeValid) || !IsAnchor(path[^1], trust))
            return SignatureVerdict.Refused("untrusted");
        if (!built)
            return SignatureVerdict.Refused("expired");
        if (IsAuthority(certificate) || !IsFor(certificate, policy))
            return SignatureVerdict.Refused("key-usage");
        return path.Zip(path.Skip(1), (one, issuer) => trust.Lists.StateOf(one, issuer, now)).DefaultIfEmpty(Revocation.Unknown).Max() switch
        {
            Revocation.Good => null,
            Revocation.Revoked => SignatureVerdict.Refused("revoked"),
            _ => SignatureVerdict.Unavailable,
        };
    }

    /// <summary>The signature of an anchor under itself proves nothing, so its algorithm does not matter; its key does.</summary>
    private static bool IsWeak(X509Certificate2[] path, RealmTrust trust) => path.Any(certificate =>
        !SigningAlgorithm.HasStrongKey(certificate) || (!IsAnchor(certificate, trust) && SigningAlgorithm.Of(certificate) is null));

    private static bool IsAnchor(X509Certificate2 certificate, RealmTrust trust) =>
        trust.Anchors.Any(anchor => anchor.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span));

    private static bool IsFor(X509Certificate2 certificate, SignaturePolicy policy)
    {
        var wanted = policy.KeyUsages.Aggregate(X509KeyUsageFlags.None, (usages, usage) => usages | usage switch
        {
            SignatureKeyUsage.NonRepudiation => X509KeyUsageFlags.NonRepudiation,
            _ => X509KeyUsageFlags.DigitalSignature,
        });
        return certificate.Extensions.OfType<X509KeyUsageExtension>().Any(usage => (usage.KeyUsages & wanted) != X509KeyUsageFlags.None);
    }
}
