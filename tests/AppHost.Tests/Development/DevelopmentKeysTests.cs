using System.Security.Cryptography;
using Mfa.AppHost.Development;

namespace Mfa.AppHost.Tests.Development;

public sealed class DevelopmentKeysTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public DevelopmentKeysTests() => DevelopmentKeys.Create(_scratch["keys"]);

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("directory", "DEVELOPMENT access-1.pem audit-1.pem hash-1.key mail-1.key pepper-1.key service.pem sign-in-1.pem")]
    [InlineData("enrollment", "DEVELOPMENT cache-1.key hash-1.key kek-1.key revocation-1.key service.pem")]
    [InlineData("challenge", "DEVELOPMENT assertion-1.pem cache-1.key hash-1.key mail-1.key service.pem step-up-1.pem")]
    [InlineData("notifier", "DEVELOPMENT mail-1.key")]
    [InlineData(
        "public",
        "DEVELOPMENT access-1.pem audit-1.pem service-challenge.pem service-directory.pem service-enrollment.pem sign-in-1.pem step-up-1.pem")]
    public void EachServiceHasItsOwnKeysAndNoOthers(string folder, string files) =>
        Assert.Equal(
            files.Split(' '),
            Directory.GetFiles(_scratch[$"keys/{folder}"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));

    [Fact]
    public void OnlyTheOwnerReadsThem()
    {
        var owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.All(Directory.GetDirectories(_scratch.Path, "*", SearchOption.AllDirectories), folder =>
            Assert.Equal(owner | UnixFileMode.UserExecute, File.GetUnixFileMode(folder)));
        Assert.All(Directory.GetFiles(_scratch.Path, "*", SearchOption.AllDirectories), file =>
            Assert.Equal(owner, File.GetUnixFileMode(file)));
    }

    [Theory]
    [InlineData("directory/service", "service-directory")]
    [InlineData("enrollment/service", "service-enrollment")]
    [InlineData("challenge/service", "service-challenge")]
    [InlineData("directory/access-1", "access-1")]
    [InlineData("directory/sign-in-1", "sign-in-1")]
    [InlineData("directory/audit-1", "audit-1")]
    [InlineData("challenge/step-up-1", "step-up-1")]
    public void APublicKeyVerifiesWhatItsPrivateKeySigned(string signing, string published)
    {
        using var privateKey = ECDsa.Create();
        privateKey.ImportFromPem(Read($"{signing}.pem"));
        using var publicKey = ECDsa.Create();
        publicKey.ImportFromPem(Read($"public/{published}.pem"));

        byte[] message = [1, 2, 3];
        var signature = privateKey.SignData(message, HashAlgorithmName.SHA256);
        Assert.StartsWith("-----BEGIN PRIVATE KEY-----", Read($"{signing}.pem"), StringComparison.Ordinal);
        Assert.StartsWith("-----BEGIN PUBLIC KEY-----", Read($"public/{published}.pem"), StringComparison.Ordinal);
        Assert.Equal(256, publicKey.KeySize);
        Assert.True(publicKey.VerifyData(message, signature, HashAlgorithmName.SHA256));
    }

    [Fact]
    public void SecretsAre256BitsAndOnlyTheCacheAndMailKeysAreShared()
    {
        string[] own =
        [
            "directory/pepper-1", "directory/hash-1", "enrollment/kek-1", "enrollment/cache-1", "enrollment/hash-1", "enrollment/revocation-1",
            "challenge/hash-1", "notifier/mail-1",
        ];

        Assert.All(own, key => Assert.Equal(32, Convert.FromBase64String(Read($"{key}.key").Trim()).Length));
        Assert.Distinct(own.Select(key => Read($"{key}.key")));
        Assert.Equal(Read("enrollment/cache-1.key"), Read("challenge/cache-1.key"));
        Assert.Equal(Read("notifier/mail-1.key"), Read("challenge/mail-1.key"));
        Assert.Equal(Read("notifier/mail-1.key"), Read("directory/mail-1.key"));
    }

    [Fact]
    public void ASecondStartKeepsThemAndFillsWhatIsMissing()
    {
        var before = Contents();
        File.Delete(_scratch["keys/public/access-1.pem"]);
        File.Delete(_scratch["keys/challenge/cache-1.key"]);

        DevelopmentKeys.Create(_scratch["keys"]);

        Assert.Equal(before, Contents());
    }

    private string Read(string name) => File.ReadAllText(_scratch[$"keys/{name}"]);

    private Dictionary<string, string> Contents() =>
        Directory.GetFiles(_scratch.Path, "*", SearchOption.AllDirectories).Order().ToDictionary(file => file, File.ReadAllText);
}
