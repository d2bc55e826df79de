using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;

namespace Mfa.Directories.Signatures;

/// <summary>A detached CMS signature (RFC 5652) of one signer, whose certificate came with it.</summary>
internal sealed class DetachedSignature
{
    private const string SignedData = "1.2.840.113549.1.7.2";
    private const string Data = "1.2.840.113549.1.7.1";
    private const string ContentType = "1.2.840.113549.1.9.3";
    private const string MessageDigest = "1.2.840.113549.1.9.4";

    /// <summary>A chain is of three or four.</summary>
    private const int MostCertificates = 10;

    private readonly SignerInfo _signer;

    private DetachedSignature(SignerInfo signer, X509Certificate2Collection certificates) => (_signer, Certificates) = (signer, certificates);

    public X509Certificate2 Certificate => _signer.Certificate!;

    public X509Certificate2Collection Certificates { get; }

    /// <param name="text">DER (or BER) in base64; white space and PEM's armour do not matter.</param>
    /// <returns>Null with the reason, <c>not-cms</c> or <c>wrong-content</c>.</returns>
    public static DetachedSignature? Read(string text, byte[] content, out string? reason)
    {
        reason = "not-cms";
        try
        {
            if (BytesOf(text) is not { } bytes || ReadContentType(bytes, out var attached) is not { } type)
                return null;
            var cms = new SignedCms(new ContentInfo(content), detached: true);
            cms.Decode(bytes);
            if (cms.Certificates.Count > MostCertificates || cms.SignerInfos.Count != 1 || cms.SignerInfos[0].Certificate is null)
                return null;
            // A text that comes along says nothing of the one that was given out; it is not compared but refused.
            reason = attached || type != Data ? "wrong-content" : null;
            return reason is null ? new DetachedSignature(cms.SignerInfos[0], cms.Certificates) : null;
        }
        catch (Exception failure) when (failure is CryptographicException or AsnContentException)
        {
            return null;
        }
    }

    public bool IsWeak => !SigningAlgorithm.IsStrongDigest(_signer.DigestAlgorithm.Value) || !SigningAlgorithm.HasStrongKey(Certificate);

    /// <summary>The framework does not verify with a key that is for agreement only, and would say no more than that.</summary>
    public bool IsForAgreement => Certificate.Extensions.OfType<X509KeyUsageExtension>().Any(usage =>
        usage.KeyUsages.HasFlag(X509KeyUsageFlags.KeyAgreement) && (usage.KeyUsages & (X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation)) == X509KeyUsageFlags.None);

    /// <summary>The certificate's key signed exactly these bytes, or attributes that name their digest and type.</summary>
    public bool IsOverContent()
    {
        try
        {
            _signer.CheckSignature(verifySignatureOnly: true);
        }
        catch (CryptographicException)
        {
            return false;
        }

        var attributes = _signer.SignedAttributes;
        return attributes.Count == 0 || (ValuesOf(attributes, MessageDigest).Length == 1
            && ValuesOf(attributes, ContentType) is [var type] && new AsnReader(type.RawData, AsnEncodingRules.DER).ReadObjectIdentifier() == Data);
    }

    private static AsnEncodedData[] ValuesOf(CryptographicAttributeObjectCollection attributes, string oid) =>
        [.. attributes.Cast<CryptographicAttributeObject>().Where(attribute => attribute.Oid?.Value == oid).SelectMany(attribute => attribute.Values.Cast<AsnEncodedData>())];

    /// <summary>SignedCms reads over content that comes along when it was given another: whether there is one is seen here.</summary>
    private static string? ReadContentType(byte[] bytes, out bool attached)
    {
        attached = false;
        var inside = new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true);
        var outer = new AsnReader(bytes, AsnEncodingRules.BER);
        var message = outer.ReadSequence();
        if (outer.HasData || message.ReadObjectIdentifier() != SignedData)
            return null;
        var signed = message.ReadSequence(inside).ReadSequence();
        signed.ReadInteger();
        signed.ReadEncodedValue();
        var content = signed.ReadSequence();
        var type = content.ReadObjectIdentifier();
        attached = content.HasData;
        return type;
    }

    private static byte[]? BytesOf(string text)
    {
        var base64 = PemEncoding.TryFind(text, out var pem) && text.AsSpan()[..pem.Location.Start.Value].IsWhiteSpace() && text.AsSpan()[pem.Location.End.Value..].IsWhiteSpace()
            ? text[pem.Base64Data] : text;
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) && length > 0 ? bytes[..length] : null;
    }
}
