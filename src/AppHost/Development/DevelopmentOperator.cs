using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Mfa.AppHost.Development;

/// <summary>The operator of a fresh development system, who shows a key: its private half is in the data folder, only for its owner to read.</summary>
internal static class DevelopmentOperator
{
    public const string KeyFile = "operator.pem";

    /// <returns>The public half (RFC 7517), as a client's record has it.</returns>
    public static JsonObject CreateKey(string folder)
    {
        var file = Path.Combine(folder, KeyFile);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        PrivateFile.WriteOnce(file, () => key.ExportPkcs8PrivateKeyPem() + "\n");
        key.ImportFromPem(File.ReadAllText(file));
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return new JsonObject
        {
            ["kty"] = "EC",
            ["crv"] = "P-256",
            ["x"] = Base64Url.EncodeToString(point.X),
            ["y"] = Base64Url.EncodeToString(point.Y),
        };
    }
}
