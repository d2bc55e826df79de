using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using Mfa.Directories.Domain;
using Mfa.Realms;

namespace Mfa.Directories.Signatures;

/// <summary>The person a certificate names, by the attribute of its subject that the realm says.</summary>
internal static class SubjectIdentifier
{
    /// <returns>Or <c>no-identifier</c>, <c>identifier-invalid</c>.</returns>
    public static SignatureVerdict Read(X509Certificate2 certificate, Realm realm)
    {
        var policy = realm.Signature!;
        var values = new List<string?>();
        // A name part may hold several attributes, which the framework's reader of names leaves out.
        var name = new AsnReader(certificate.SubjectName.RawData, AsnEncodingRules.DER).ReadSequence();
        while (name.HasData)
        {
            var part = name.ReadSetOf();
            while (part.HasData)
            {
                var attribute = part.ReadSequence();
                if (attribute.ReadObjectIdentifier() == policy.IdentifierAttribute)
                    values.Add(ReadText(attribute));
            }
        }

        return values switch
        {
            [] => SignatureVerdict.Refused("no-identifier"),
            [{ } value] when Identifier.Parse(realm.Identifier, WithoutPrefix(value, policy.IdentifierPrefix)) is { } identifier => SignatureVerdict.Right(identifier),
            _ => SignatureVerdict.Refused("identifier-invalid"),
        };
    }

    private static string WithoutPrefix(string value, string prefix) => value.StartsWith(prefix, StringComparison.Ordinal) ? value[prefix.Length..] : value;

    private static string? ReadText(AsnReader attribute)
    {
        var tag = attribute.PeekTag();
        if (tag.TagClass != TagClass.Universal || (UniversalTagNumber)tag.TagValue is not (
            UniversalTagNumber.PrintableString or UniversalTagNumber.UTF8String or UniversalTagNumber.IA5String or UniversalTagNumber.NumericString))
            return null;
        var text = attribute.ReadCharacterString((UniversalTagNumber)tag.TagValue);
        return text.IsNormalized() ? text : null;
    }
}
