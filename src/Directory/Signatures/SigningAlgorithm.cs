using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Mfa.Directories.Signatures;

/// <summary>How a certificate or a revocation list is signed, and what is strong enough: SHA-256 or better, RSA from 2048 bits, NIST curves from P-256.</summary>
internal sealed class SigningAlgorithm
{
    private const int LeastRsaBits = 2048;
    private const string Pss = "1.2.840.113549.1.1.10";

    /// <summary>Digests by their object identifiers.</summary>
    private static readonly Dictionary<string, HashAlgorithmName> Digests = new(StringComparer.Ordinal)
    {
        ["2.16.840.1.101.3.4.2.1"] = HashAlgorithmName.SHA256,
        ["2.16.840.1.101.3.4.2.2"] = HashAlgorithmName.SHA384,
        ["2.16.840.1.101.3.4.2.3"] = HashAlgorithmName.SHA512,
    };

    private static readonly Dictionary<string, SigningAlgorithm> Known = new(StringComparer.Ordinal)
    {
        ["1.2.840.113549.1.1.11"] = new(HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        ["1.2.840.113549.1.1.12"] = new(HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1),
        ["1.2.840.113549.1.1.13"] = new(HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1),
        ["1.2.840.10045.4.3.2"] = new(HashAlgorithmName.SHA256, null),
        ["1.2.840.10045.4.3.3"] = new(HashAlgorithmName.SHA384, null),
        ["1.2.840.10045.4.3.4"] = new(HashAlgorithmName.SHA512, null),
    };

    private static readonly string[] Curves = ["1.2.840.10045.3.1.7", "1.3.132.0.34", "1.3.132.0.35"];

    private readonly HashAlgorithmName _hash;

    /// <summary>Null: ECDSA.</summary>
    private readonly RSASignaturePadding? _padding;

    private SigningAlgorithm(HashAlgorithmName hash, RSASignaturePadding? padding) => (_hash, _padding) = (hash, padding);

    public static bool IsStrongDigest(string? oid) => oid is not null && Digests.ContainsKey(oid);

    public static bool HasStrongKey(X509Certificate2 certificate)
    {
        using var rsa = certificate.PublicKey.GetRSAPublicKey();
        if (rsa is not null)
            return rsa.KeySize >= LeastRsaBits;
        using var ecdsa = certificate.PublicKey.GetECDsaPublicKey();
        return ecdsa?.ExportParameters(includePrivateParameters: false).Curve is { IsNamed: true } curve && Curves.Contains(curve.Oid.Value);
    }

    /// <summary>How a certificate is signed by its issuer.</summary>
    /// <returns>Null: in a way that is too weak or unknown.</returns>
    public static SigningAlgorithm? Of(X509Certificate2 certificate)
    {
        var parts = new AsnReader(certificate.RawDataMemory, AsnEncodingRules.DER).ReadSequence();
        parts.ReadEncodedValue();
        return Read(parts.ReadSequence());
    }

    /// <param name="identifier">Inside an AlgorithmIdentifier (RFC 5280 §4.1.1.2).</param>
    /// <exception cref="AsnContentException">It is none.</exception>
    public static SigningAlgorithm? Read(AsnReader identifier)
    {
        var oid = identifier.ReadObjectIdentifier();
        if (oid != Pss)
            return Known.GetValueOrDefault(oid);
        // RFC 4055 §3.1: what is left out means SHA-1.
        var first = new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true);
        var parameters = identifier.HasData ? identifier.ReadSequence() : null;
        if (parameters is not { HasData: true } || parameters.PeekTag() != first)
            return null;
        var digest = parameters.ReadSequence(first).ReadSequence().ReadObjectIdentifier();
        return Digests.TryGetValue(digest, out var hash) ? new SigningAlgorithm(hash, RSASignaturePadding.Pss) : null;
    }

    public bool IsSignedBy(X509Certificate2 issuer, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        if (_padding is not null)
        {
            using var rsa = issuer.GetRSAPublicKey();
            return rsa is not null && rsa.VerifyData(signed, signature, _hash, _padding);
        }

        using var ecdsa = issuer.GetECDsaPublicKey();
        return ecdsa is not null && ecdsa.VerifyData(signed, signature, _hash, DSASignatureFormat.Rfc3279DerSequence);
    }
}
