using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Mfa.Directories.Signatures;

/// <summary>A complete revocation list of one issuer (RFC 5280 §5), which the framework writes but does not read.</summary>
internal sealed class CertificateList
{
    private static readonly Asn1Tag Extensions = new(TagClass.ContextSpecific, 0, isConstructed: true);

    private readonly byte[] _signed;
    private readonly byte[] _signature;
    private readonly SigningAlgorithm? _algorithm;
    private readonly byte[] _issuer;
    private readonly FrozenSet<string> _revoked;
    private readonly ConcurrentDictionary<string, bool> _signedBy = new(StringComparer.Ordinal);

    private CertificateList(
        byte[] signed, byte[] signature, SigningAlgorithm? algorithm, byte[] issuer, DateTimeOffset from, DateTimeOffset until, HashSet<string> revoked)
    {
        (_signed, _signature, _algorithm, _issuer) = (signed, signature, algorithm, issuer);
        (From, Until) = (from, until);
        _revoked = revoked.ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>thisUpdate.</summary>
    public DateTimeOffset From { get; }

    /// <summary>nextUpdate.</summary>
    public DateTimeOffset Until { get; }

    /// <exception cref="AsnContentException">It is none, or one of which not all can be understood: a part, a difference, somebody else's.</exception>
    public static CertificateList Read(ReadOnlyMemory<byte> der)
    {
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        var list = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        var signed = list.PeekEncodedValue().ToArray();
        var body = list.ReadSequence();
        var algorithm = list.PeekEncodedValue();
        var how = SigningAlgorithm.Read(list.ReadSequence());
        var signature = list.ReadBitString(out _);
        list.ThrowIfNotEmpty();

        if (body.PeekTag().HasSameClassAndValue(Asn1Tag.Integer))
            body.ReadInteger();
        if (!body.ReadEncodedValue().Span.SequenceEqual(algorithm.Span))
            throw new AsnContentException("Two algorithms are named.");
        var issuer = body.ReadEncodedValue().ToArray();
        var (from, until) = (ReadTime(body), ReadTime(body));
        var revoked = new HashSet<string>(StringComparer.Ordinal);
        if (body.HasData && body.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence))
            ReadEntries(body.ReadSequence(), revoked);
        if (body.HasData)
            RefuseCritical(body.ReadSequence(Extensions).ReadSequence());
        body.ThrowIfNotEmpty();
        return new CertificateList(signed, signature, how, issuer, from, until, revoked);
    }

    /// <summary>Whether it is the issuer's word. Asked once an issuer: a list may be of megabytes.</summary>
    public bool IsOf(X509Certificate2 issuer) => _issuer.AsSpan().SequenceEqual(issuer.SubjectName.RawData)
        && _signedBy.GetOrAdd(Convert.ToHexString(SHA256.HashData(issuer.RawDataMemory.Span)), _ => MaySign(issuer) && _algorithm?.IsSignedBy(issuer, _signed, _signature) == true);

    public bool Revokes(X509Certificate2 certificate) => _revoked.Contains(Serial(certificate.SerialNumberBytes.Span));

    private static bool MaySign(X509Certificate2 issuer) =>
        issuer.Extensions.OfType<X509KeyUsageExtension>().All(usage => usage.KeyUsages.HasFlag(X509KeyUsageFlags.CrlSign))
        && SigningAlgorithm.HasStrongKey(issuer);

    private static void ReadEntries(AsnReader entries, HashSet<string> revoked)
    {
        while (entries.HasData)
        {
            var entry = entries.ReadSequence();
            revoked.Add(Serial(entry.ReadIntegerBytes().Span));
            ReadTime(entry);
            if (entry.HasData)
                RefuseCritical(entry.ReadSequence());
        }
    }

    /// <summary>A critical extension changes what the list means (§5.2.5: only a part of the certificates; §5.2.4: only what is new): it is not read wrong.</summary>
    private static void RefuseCritical(AsnReader extensions)
    {
        while (extensions.HasData)
        {
            var extension = extensions.ReadSequence();
            extension.ReadObjectIdentifier();
            if (extension.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean) && extension.ReadBoolean())
                throw new AsnContentException("A critical extension is not understood.");
        }
    }

    private static DateTimeOffset ReadTime(AsnReader reader) =>
        reader.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime) ? reader.ReadUtcTime() : reader.ReadGeneralizedTime();

    private static string Serial(ReadOnlySpan<byte> number) => Convert.ToHexString(number.TrimStart((byte)0));
}
