using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.IdentityModel.Tokens;

namespace Mfa.ServiceDefaults.Keys;

/// <summary>
/// The keys of one service, each read once and kept: its own under <c>Keys:Path</c>, everyone's public ones under <c>Keys:PublicPath</c>.
/// A key is a file <c>{name}-{version}.pem</c> (P-256, PKCS#8 or SubjectPublicKeyInfo) or <c>{name}-{version}.key</c> (32 bytes, base64);
/// the highest version makes, all versions read, so keys rotate by adding a file. A service that signs and seals nothing has no <c>Keys:Path</c>.
/// </summary>
public sealed class KeyFolder
{
    /// <summary>A file of this name says that a first local run made the keys; Production refuses such a folder.</summary>
    private const string DevelopmentMarker = "DEVELOPMENT";

    private const string OwnSetting = "Keys:Path";

    private readonly string? _own;
    private readonly string _public;
    private readonly ConcurrentDictionary<string, IReadOnlyList<ECDsaSecurityKey>> _signing = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SymmetricKeys> _symmetric = new(StringComparer.Ordinal);

    public KeyFolder(IConfiguration configuration, IHostEnvironment environment)
    {
        _own = string.IsNullOrEmpty(configuration[OwnSetting]) ? null : Folder(configuration, OwnSetting, environment);
        _public = Folder(configuration, "Keys:PublicPath", environment);
    }

    private string Own => _own ?? throw NoFolder(OwnSetting);

    /// <summary>The service's own signing key: <c>service.pem</c>, or the newest version of a name.</summary>
    public ECDsaSecurityKey SigningKey(string name) => SigningKeys(name) is [.., var newest] ? newest : throw Missing(Own, name, "pem");

    /// <summary>All versions of a private key, oldest first: the last one signs, the others are still told in a key set.</summary>
    public IReadOnlyList<ECDsaSecurityKey> SigningKeys(string name) => _signing.GetOrAdd(name, _ => [.. Files(Own, name, "pem").Select(Read)]);

    /// <summary>All versions of somebody's public key.</summary>
    public IReadOnlyList<ECDsaSecurityKey> PublicKeys(string name) =>
        Files(_public, name, "pem") is { Length: > 0 } files ? [.. files.Select(Read)] : throw Missing(_public, name, "pem");

    /// <summary>All versions of a symmetric key.</summary>
    public SymmetricKeys SymmetricKeys(string name) => _symmetric.GetOrAdd(name, ReadAll);

    private SymmetricKeys ReadAll(string name)
    {
        var files = Files(Own, name, "key");
        return files.Length > 0 ? new SymmetricKeys(files.ToDictionary(VersionOf, ReadSymmetric)) : throw Missing(Own, name, "key");
    }

    private static string Folder(IConfiguration configuration, string setting, IHostEnvironment environment)
    {
        var folder = configuration[setting];
        if (string.IsNullOrEmpty(folder) || !Directory.Exists(folder))
            throw NoFolder(setting);
        if (environment.IsProduction() && File.Exists(Path.Combine(folder, DevelopmentMarker)))
            throw new InvalidOperationException($"{setting} names keys made for development ({folder}). Make keys of your own for Production.");
        return folder;
    }

    private static string[] Files(string folder, string name, string extension) =>
    [
        .. Directory.EnumerateFiles(folder, $"{name}*.{extension}")
            .Where(file => Path.GetFileNameWithoutExtension(file) == name || VersionOf(file) > 0 && NameOf(file) == name).OrderBy(VersionOf),
    ];

    private static string NameOf(string file) => Path.GetFileNameWithoutExtension(file) is var stem && stem.LastIndexOf('-') is > 0 and var dash ? stem[..dash] : "";

    private static int VersionOf(string file) =>
        Path.GetFileNameWithoutExtension(file) is var stem && int.TryParse(stem[(stem.LastIndexOf('-') + 1)..], out var version) ? version : 0;

    private static ECDsaSecurityKey Read(string file)
    {
        var ecdsa = ECDsa.Create();
        try
        {
            ecdsa.ImportFromPem(File.ReadAllText(file));
        }
        catch (ArgumentException problem)
        {
            throw new InvalidOperationException($"{file} is not a PEM key.", problem);
        }

        var key = new ECDsaSecurityKey(ecdsa);
        key.KeyId = Base64UrlEncoder.Encode(key.ComputeJwkThumbprint());
        return ecdsa.KeySize == 256 ? key : throw new InvalidOperationException($"{file} is not a P-256 key.");
    }

    private static byte[] ReadSymmetric(string file)
    {
        var bytes = Convert.FromBase64String(File.ReadAllText(file).Trim());
        return bytes.Length == 32 ? bytes : throw new InvalidOperationException($"{file} must hold 32 bytes in base64.");
    }

    private static InvalidOperationException NoFolder(string setting) =>
        new($"{setting} must name an existing folder of keys (docs/operate.md tells which files it holds).");

    private static InvalidOperationException Missing(string folder, string name, string extension) =>
        new($"The key {name} is missing: {Path.Combine(folder, name)}-1.{extension} (docs/operate.md tells how to make it).");
}
