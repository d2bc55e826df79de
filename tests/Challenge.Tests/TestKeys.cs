using System.Security.Cryptography;
using Mfa.ServiceDefaults.Keys;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;

namespace Mfa.Challenges.Tests;

/// <summary>A folder of keys as a service is deployed with; a new version is a new file.</summary>
internal sealed class TestKeys : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mfa-keys-").FullName;

    public TestKeys(params string[] names)
    {
        foreach (var name in names)
            Add(name, 1);
    }

    public void Add(string name, int version) =>
        File.WriteAllText(Path.Combine(_folder, $"{name}-{version}.key"), Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));

    /// <summary>As a service that starts now reads them.</summary>
    public KeyFolder Open() => new(
        new ConfigurationBuilder().AddInMemoryCollection([new("Keys:Path", _folder), new("Keys:PublicPath", _folder)]).Build(),
        new HostingEnvironment { EnvironmentName = Environments.Development });

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
