using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Mfa.Client;

/// <summary>An EC P-256 public key as a JSON Web Key (RFC 7517): a client's own, or one that assertions are signed with.</summary>
public sealed record PublicKey
{
    /// <summary><c>EC</c>.</summary>
    public required string Kty { get; init; }

    /// <summary><c>P-256</c>.</summary>
    public string? Crv { get; init; }

    /// <summary>The point's x, base64url.</summary>
    public string? X { get; init; }

    /// <summary>The point's y, base64url.</summary>
    public string? Y { get; init; }

    /// <summary>By which a signature names the key.</summary>
    public string? Kid { get; init; }

    /// <summary><c>sig</c>.</summary>
    public string? Use { get; init; }

    /// <summary><c>ES256</c>.</summary>
    public string? Alg { get; init; }

    /// <summary>The public half of a key.</summary>
    /// <param name="key">An EC P-256 key; a private one stays private.</param>
    /// <param name="keyId">The <c>kid</c>; its RFC 7638 thumbprint unless it is given.</param>
    /// <exception cref="ArgumentException">It is a key of another curve.</exception>
    public static PublicKey Of(ECDsa key, string? keyId = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        var parameters = key.ExportParameters(includePrivateParameters: false);
        if (parameters.Curve.Oid.Value != ECCurve.NamedCurves.nistP256.Oid.Value)
            throw new ArgumentException("An EC P-256 key is needed.", nameof(key));
        var (x, y) = (Base64Url.EncodeToString(parameters.Q.X), Base64Url.EncodeToString(parameters.Q.Y));
        return new PublicKey { Kty = "EC", Crv = "P-256", X = x, Y = y, Kid = keyId ?? Thumbprint(x, y), Use = "sig", Alg = "ES256" };
    }

    /// <summary>RFC 7638: the hash of the required members, in their order.</summary>
    private static string Thumbprint(string x, string y) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($$"""{"crv":"P-256","kty":"EC","x":"{{x}}","y":"{{y}}"}""")));
}

/// <summary>A set of public keys, as <c>jwks</c> and <c>/.well-known/jwks.json</c> carry it.</summary>
public sealed record PublicKeySet
{
    /// <summary>The keys.</summary>
    public required IReadOnlyList<PublicKey> Keys { get; init; }
}
