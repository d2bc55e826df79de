using System.Security.Cryptography;
using Mfa.ServiceDefaults.Keys;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace Mfa.ServiceDefaults.Tests.Infrastructure;

/// <summary>Two folders of keys, as a deployment lays them out.</summary>
internal sealed class KeyFiles : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("mfa-keys-");

    public KeyFiles()
    {
        Own = _root.CreateSubdirectory("own").FullName;
        Public = _root.CreateSubdirectory("public").FullName;
    }

    public string Own { get; }

    public string Public { get; }

    /// <summary>A private key under <see cref="Own"/>; its public half under <see cref="Public"/> by the name others know it by.</summary>
    public KeyFiles Pair(string file, string publicFile)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(Path.Combine(Own, file), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(Path.Combine(Public, publicFile), key.ExportSubjectPublicKeyInfoPem());
        return this;
    }

    public KeyFiles Symmetric(string file, byte[] key)
    {
        File.WriteAllText(Path.Combine(Own, file), Convert.ToBase64String(key));
        return this;
    }

    public KeyFiles Write(string path, string text)
    {
        File.WriteAllText(Path.Combine(_root.FullName, path), text);
        return this;
    }

    public KeyFolder Open(string environment = "Production", bool own = true) => new(Settings(own), new HostEnvironment(environment));

    public IConfiguration Settings(bool own = true) => new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
    {
        ["Keys:Path"] = own ? Own : null,
        ["Keys:PublicPath"] = Public,
    }).Build();

    public void Dispose() => _root.Delete(recursive: true);

    private sealed class HostEnvironment(string name) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;

        public string ApplicationName { get; set; } = "test";

        public string ContentRootPath { get; set; } = "/";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
