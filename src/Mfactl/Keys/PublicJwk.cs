using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mfa.Mfactl.Screens;

namespace Mfa.Mfactl.Keys;

/// <summary>The public half of a P-256 key as a JWK (RFC 7517), read from a JWK or from PEM. The private half, if it is there, goes nowhere.</summary>
internal static class PublicJwk
{
    private const string Advice = "mfactl keys create writes both halves; a public key is a JWK {\"kty\":\"EC\",\"crv\":\"P-256\",…} or PEM.";

    public static JsonObject Of(ECDsa key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        var (x, y) = (Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
        // RFC 7638: the thumbprint over the members in this order.
        var thumbprint = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["crv"] = "P-256", ["kty"] = "EC", ["x"] = x, ["y"] = y }));
        var id = Base64Url.EncodeToString(thumbprint);
        return new JsonObject { ["kty"] = "EC", ["crv"] = "P-256", ["x"] = x, ["y"] = y, ["alg"] = "ES256", ["use"] = "sig", ["kid"] = id };
    }

    /// <summary>The JSON Web Key Set of one key, as a relying party's record has it.</summary>
    public static JsonObject SetOf(string path) => new() { ["keys"] = new JsonArray(Read(path)) };

    /// <exception cref="Complaint">There is no such key in the file.</exception>
    public static JsonObject Read(string path)
    {
        if (!File.Exists(path))
            throw Complaint.Of($"There is no file {path}.", Advice);
        using var key = ECDsa.Create();
        try
        {
            var text = File.ReadAllText(path);
            if (text.TrimStart().StartsWith('{'))
                key.ImportParameters(FromJwk(JsonNode.Parse(text)!.AsObject()));
            else
                key.ImportFromPem(text);
            if (key.KeySize == 256)
                return Of(key);
        }
        catch (Exception unreadable) when (unreadable
            is CryptographicException or ArgumentException or JsonException or FormatException or InvalidOperationException)
        {
            throw Complaint.Of($"{path} holds no P-256 public key.", Advice);
        }

        throw Complaint.Of($"{path} holds no P-256 public key.", Advice);
    }

    private static ECParameters FromJwk(JsonObject jwk) =>
        jwk["crv"]?.GetValue<string>() is "P-256" && jwk["x"]?.GetValue<string>() is { } x && jwk["y"]?.GetValue<string>() is { } y
            ? new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = Base64Url.DecodeFromChars(x), Y = Base64Url.DecodeFromChars(y) } }
            : throw new FormatException("not a P-256 key");
}
