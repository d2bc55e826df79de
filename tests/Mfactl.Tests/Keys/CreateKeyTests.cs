using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Mfa.Mfactl.Keys;

namespace Mfa.Mfactl.Tests.Keys;

/// <summary>A key pair is made once, and only its public half is ever shown.</summary>
public sealed class CreateKeyTests
{
    [Fact]
    public async Task TheKeyIsItsOwnersAloneAndOnlyThePublicHalfIsShown()
    {
        using var desk = new Desk();
        var file = desk.At("folder/me.pem");

        var said = (await desk.RunAsync("keys", "create", "--key", file, "--json")).Ended(0);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Contains("BEGIN PRIVATE KEY", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        Assert.Equal(["kty", "crv", "x", "y", "alg", "use", "kid"], said.Json.AsObject().Select(member => member.Key));
        using var key = KeyFile.Read(file);
        Assert.True(JsonNode.DeepEquals(PublicJwk.Of(key), said.Json));
    }

    [Fact]
    public async Task AKeyIsNeverWrittenOver()
    {
        using var desk = new Desk();
        var file = desk.Write("me.pem", "precious");

        (await desk.RunAsync("keys", "create", "--key", file)).Ended(2);

        Assert.Equal("precious", await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task AKeyThatOthersCanReadIsNotUsed()
    {
        using var desk = new Desk();
        (await desk.RunAsync("keys", "create", "--key", desk.At("me.pem"))).Ended(0);
        File.SetUnixFileMode(desk.At("me.pem"), UnixFileMode.UserRead | UnixFileMode.GroupRead);

        var said = (await desk.RunAsync("profiles", "save", "--url", "https://mfa.test", "--client-id", "rp_a", "--key", desk.At("me.pem"))).Ended(2);

        Assert.Contains("chmod 600", said.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pem")]
    [InlineData("public pem")]
    [InlineData("jwk")]
    [InlineData("private jwk")]
    public void ThePublicHalfIsReadFromAnyFormAndIsTheSame(string form)
    {
        using var desk = new Desk();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var jwk = PublicJwk.Of(key);
        var secret = jwk.DeepClone();
        secret["d"] = Convert.ToBase64String(key.ExportParameters(true).D!);
        var file = desk.Write("key", form switch
        {
            "pem" => key.ExportPkcs8PrivateKeyPem(),
            "public pem" => key.ExportSubjectPublicKeyInfoPem(),
            "jwk" => jwk.ToJsonString(),
            _ => secret.ToJsonString(),
        });

        Assert.True(JsonNode.DeepEquals(jwk, PublicJwk.SetOf(file)["keys"]![0]));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("{}")]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}")]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":1,\"y\":\"AA\"}")]
    [InlineData("P-384")]
    public void WhatIsNoSuchKeyIsRefused(string text)
    {
        using var desk = new Desk();
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var file = desk.Write("key", text == "P-384" ? other.ExportPkcs8PrivateKeyPem() : text);

        Assert.Equal(2, Assert.Throws<Mfa.Mfactl.Screens.Complaint>(() => PublicJwk.Read(file)).ExitCode);
    }
}
