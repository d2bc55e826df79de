using System.Security.Cryptography;
using Mfa.ServiceDefaults.Keys;
using Mfa.ServiceDefaults.Tokens;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.IdentityModel.Tokens;

namespace Mfa.Enrollments.Tests;

/// <summary>Keys made for one test run: Enrollment's folder, and the signing keys of everyone who speaks to it.</summary>
internal sealed class TestKeys
{
    private readonly ECDsaSecurityKey _access;
    private readonly Dictionary<string, ECDsaSecurityKey> _services = [];

    public TestKeys(string folder)
    {
        Own = Directory.CreateDirectory(Path.Combine(folder, "enrollment")).FullName;
        Public = Directory.CreateDirectory(Path.Combine(folder, "public")).FullName;
        foreach (var name in new[] { "kek-1", "cache-1", "hash-1", "revocation-1" })
            AddSymmetric(Own, name);
        foreach (var service in new[] { "directory", "enrollment", "challenge" })
            _services[service] = Publish("service-" + service, service == "enrollment" ? Path.Combine(Own, "service.pem") : null);
        _access = Publish("access-1", null);
    }

    public string Own { get; }

    public string Public { get; }

    public static void AddSymmetric(string folder, string name) =>
        File.WriteAllText(Path.Combine(folder, name + ".key"), Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));

    public string AccessToken(string client, IReadOnlyList<string> realms, string scope, int version, int life = 300)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        return new TokenSigner(TokenClass.Access, _access).Sign(new Dictionary<string, object>
        {
            ["iss"] = EnrollmentApp.PublicUrl,
            ["aud"] = "mfa",
            ["sub"] = client,
            ["client_id"] = client,
            ["realms"] = realms.ToArray(),
            ["scope"] = scope,
            ["client_version"] = version,
            ["jti"] = Guid.NewGuid().ToString("N"),
            ["iat"] = now,
            ["exp"] = now + life,
        });
    }

    public string ServiceToken(string from, string to = "enrollment")
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        return new TokenSigner(TokenClass.Service, _services[from]).Sign(
            new Dictionary<string, object> { ["iss"] = from, ["aud"] = to, ["iat"] = now, ["exp"] = now + 60 });
    }

    /// <summary>What a neighbour checks the service tokens of Enrollment with.</summary>
    public TokenVerifier VerifierOf(string callee) =>
        new(TokenClass.Service, "enrollment", callee, [_services["enrollment"]], TimeProvider.System);

    public KeyFolder Folder() => Folder(Own, Public);

    public static KeyFolder Folder(string own, string published) => new(
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Keys:Path"] = own, ["Keys:PublicPath"] = published }).Build(),
        new Environment());

    private ECDsaSecurityKey Publish(string name, string? privateFile)
    {
        var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(Path.Combine(Public, name + ".pem"), ecdsa.ExportSubjectPublicKeyInfoPem());
        if (privateFile is not null)
            File.WriteAllText(privateFile, ecdsa.ExportPkcs8PrivateKeyPem());
        var key = new ECDsaSecurityKey(ecdsa);
        key.KeyId = Base64UrlEncoder.Encode(key.ComputeJwkThumbprint());
        return key;
    }

    private sealed class Environment : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = "Test";

        public string ApplicationName { get; set; } = "tests";

        public string ContentRootPath { get; set; } = "/";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
