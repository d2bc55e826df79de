using System.Security.Cryptography;
using Mfa.ServiceDefaults.Tests.Infrastructure;
using Microsoft.IdentityModel.Tokens;

namespace Mfa.ServiceDefaults.Tests.Keys;

public sealed class KeyFolderTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    [Fact]
    public void TheNewestVersionSignsAndAllAreTold()
    {
        using var files = new KeyFiles().Pair("sign-in-2.pem", "sign-in-2.pem").Pair("sign-in-10.pem", "sign-in-10.pem").Pair("sign-in-1.pem", "sign-in-1.pem");
        var keys = files.Open();

        var all = keys.SigningKeys("sign-in");
        Assert.Equal(3, all.Count);
        Assert.Equal(keys.SigningKey("sign-in").KeyId, all[^1].KeyId);
        Assert.Equal(Id(Path.Combine(files.Own, "sign-in-10.pem")), all[^1].KeyId);
        Assert.Equal(all.Select(key => key.KeyId), keys.PublicKeys("sign-in").Select(key => key.KeyId));
    }

    [Fact]
    public void AKeyWithoutAVersionIsTheOldest()
    {
        using var files = new KeyFiles().Pair("service.pem", "service-directory.pem").Pair("service-1.pem", "service-directory-1.pem");
        var keys = files.Open();

        Assert.Equal(Id(Path.Combine(files.Own, "service-1.pem")), keys.SigningKey("service").KeyId);
        Assert.Equal(2, keys.PublicKeys("service-directory").Count);
    }

    [Theory]
    [InlineData("sign")]
    [InlineData("sign-in-extra")]
    [InlineData("in")]
    [InlineData("")]
    public void ANameIsNotTakenForAnother(string name)
    {
        using var files = new KeyFiles().Pair("sign-in-1.pem", "sign-in-1.pem").Pair("sign-in-extra-x.pem", "sign-in-extra-x.pem");

        Assert.Throws<InvalidOperationException>(() => files.Open().PublicKeys(name));
    }

    [Fact]
    public void SymmetricKeysRotateByAddingAFile()
    {
        using var files = new KeyFiles().Symmetric("cache-1.key", Key);
        var before = files.Open().SymmetricKeys("cache").Seal("x"u8, "d");

        files.Symmetric("cache-2.key", RandomNumberGenerator.GetBytes(32));
        var after = files.Open().SymmetricKeys("cache");

        Assert.Equal(2, after.Current);
        Assert.Equal("x"u8.ToArray(), after.Open(before, "d"));
    }

    [Theory]
    [InlineData("own")]
    [InlineData("public")]
    public void ProductionRefusesKeysMadeForDevelopment(string folder)
    {
        using var files = new KeyFiles().Pair("service.pem", "service.pem").Write(folder + "/DEVELOPMENT", "");

        var refusal = Assert.Throws<InvalidOperationException>(() => files.Open("Production"));

        Assert.Contains("development", refusal.Message, StringComparison.Ordinal);
        Assert.NotNull(files.Open("Development").SigningKey("service"));
    }

    [Fact]
    public void AServiceThatSignsNothingNeedsNoKeysOfItsOwn()
    {
        using var files = new KeyFiles().Pair("access-1.pem", "access-1.pem");
        var keys = files.Open(own: false);

        Assert.Single(keys.PublicKeys("access"));
        Assert.Contains("Keys:Path", Assert.Throws<InvalidOperationException>(() => keys.SigningKey("service")).Message, StringComparison.Ordinal);
        Assert.Contains("Keys:Path", Assert.Throws<InvalidOperationException>(() => keys.SymmetricKeys("cache")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AMissingKeyIsToldWithItsFile()
    {
        using var files = new KeyFiles();
        var keys = files.Open();

        Assert.Contains("access-1.pem", Assert.Throws<InvalidOperationException>(() => keys.PublicKeys("access")).Message, StringComparison.Ordinal);
        Assert.Contains("service-1.pem", Assert.Throws<InvalidOperationException>(() => keys.SigningKey("service")).Message, StringComparison.Ordinal);
        Assert.Contains("cache-1.key", Assert.Throws<InvalidOperationException>(() => keys.SymmetricKeys("cache")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("own/bad-1.pem", "no key at all")]
    [InlineData("own/bad-1.pem", "")]
    public void WhatIsNoPemKeyIsToldWithItsFile(string file, string text)
    {
        using var files = new KeyFiles().Write(file, text);

        var refusal = Assert.Throws<InvalidOperationException>(() => files.Open().SigningKey("bad"));

        Assert.Contains("bad-1.pem", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OnlyP256KeysAreTaken()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var rsa = RSA.Create(2048);
        using var files = new KeyFiles().Write("own/long-1.pem", other.ExportPkcs8PrivateKeyPem()).Write("own/rsa-1.pem", rsa.ExportPkcs8PrivateKeyPem());

        Assert.ThrowsAny<Exception>(() => files.Open().SigningKey("rsa"));
        Assert.Contains("P-256", Assert.Throws<InvalidOperationException>(() => files.Open().SigningKey("long")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(0)]
    public void ASymmetricKeyHas32Bytes(int length)
    {
        using var files = new KeyFiles().Symmetric("cache-1.key", new byte[length]);

        Assert.Contains("32 bytes", Assert.Throws<InvalidOperationException>(() => files.Open().SymmetricKeys("cache")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFolderThatIsNotThereIsToldByItsSetting()
    {
        using var files = new KeyFiles();
        Directory.Delete(files.Public);

        Assert.Contains("Keys:PublicPath", Assert.Throws<InvalidOperationException>(() => files.Open()).Message, StringComparison.Ordinal);
    }

    private static string Id(string file)
    {
        var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(file));
        return Base64UrlEncoder.Encode(new ECDsaSecurityKey(key).ComputeJwkThumbprint());
    }
}
