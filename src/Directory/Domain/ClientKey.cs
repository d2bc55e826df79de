using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace Mfa.Directories.Domain;

/// <summary>A client's public keys as RFC 7591 names them: <c>"jwks": {"keys": […]}</c>.</summary>
internal sealed record ClientKeySet(IReadOnlyList<ClientKey?>? Keys);

/// <summary>A public P-256 key as a JWK (RFC 7517, RFC 7518 §6.2). Other members, a private part above all, are refused by the reader of JSON.</summary>
/// <param name="Kid">Left out: the key's thumbprint (RFC 7638).</param>
internal sealed record ClientKey(
    string? Kty, string? Crv, string? X, string? Y,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Kid = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Use = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Alg = null)
{
    private const int CoordinateBytes = 32;
    private const int LongestId = 64;

    /// <summary>The key as it is kept, always with an id; null when it is no P-256 public key for signatures.</summary>
    public ClientKey? Read()
    {
        if (this is not { Kty: "EC", Crv: "P-256", Use: null or "sig", Alg: null or "ES256" } || Kid is { Length: 0 or > LongestId }
            || Kid?.All(c => c is > ' ' and <= '~') is false || !IsCoordinate(X) || !IsCoordinate(Y))
            return null;
        try
        {
            using var onCurve = ToECDsa();
            return this with { Kid = Kid ?? Thumbprint() };
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <exception cref="CryptographicException">The point is not on the curve.</exception>
    public ECDsa ToECDsa() => ECDsa.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        Q = new ECPoint { X = Base64Url.DecodeFromChars(X), Y = Base64Url.DecodeFromChars(Y) },
    });

    public static ClientKey Of(ECDsa key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return new ClientKey("EC", "P-256", Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y)).Read()
            ?? throw new ArgumentException("The key is not on P-256.", nameof(key));
    }

    private static bool IsCoordinate(string? text)
    {
        Span<byte> bytes = stackalloc byte[CoordinateBytes + 1];
        return text is not null && Base64Url.TryDecodeFromChars(text, bytes, out var length) && length == CoordinateBytes;
    }

    private string Thumbprint() =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes($$"""{"crv":"{{Crv}}","kty":"{{Kty}}","x":"{{X}}","y":"{{Y}}"}""")));
}
