using System.Text.Json.Serialization;

namespace Mfa.Realms;

/// <summary>
/// Which electronic signatures sign a person in. Whose certificates are trusted is not the realm's to say: anchors and revocation lists are files of the
/// deployment.
/// </summary>
public sealed record SignaturePolicy
{
    /// <summary>The object identifier of the subject's attribute that holds the person's identifier, such as <c>2.5.4.5</c> (serialNumber).</summary>
    public required string IdentifierAttribute { get; init; }

    /// <summary>What may stand before the identifier there, such as <c>PNOMD-</c> (ETSI EN 319 412-1); it is taken off where it does.</summary>
    public string IdentifierPrefix { get; init; } = "";

    /// <summary>The certificate must be for one of these.</summary>
    public required IReadOnlyList<SignatureKeyUsage> KeyUsages { get; init; }

    /// <summary>What people can sign with, in the order in which they are offered.</summary>
    public required IReadOnlyList<SignatureKind> Kinds { get; init; }

    /// <summary>What the text to sign says, in the realm's default language.</summary>
    public SignatureWords Words { get; init; } = new();
}

/// <summary>Bits of a certificate's key usage (RFC 5280 §4.2.1.3).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SignatureKeyUsage>))]
public enum SignatureKeyUsage
{
    /// <summary>Newer texts call it contentCommitment.</summary>
    [JsonStringEnumMemberName("nonRepudiation")] NonRepudiation,
    [JsonStringEnumMemberName("digitalSignature")] DigitalSignature,
}

public sealed record SignatureKind
{
    public required string Id { get; init; }

    /// <summary>One per locale.</summary>
    public required IReadOnlyDictionary<string, string> Names { get; init; }
}

/// <summary>The words of the text to sign, a line each; all but the first stand before a colon.</summary>
public sealed record SignatureWords
{
    public string Purpose { get; init; } = "I sign in with my electronic signature.";

    public string Realm { get; init; } = "Sign-in system";

    public string RelyingParty { get; init; } = "Service";

    public string Nonce { get; init; } = "Number used once";

    public string Expires { get; init; } = "Valid until";
}
