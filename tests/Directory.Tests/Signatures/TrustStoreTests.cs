using Mfa.Realms;
using Mfa.Testing;
using static Mfa.Directories.Tests.Service.SignatureRig;

namespace Mfa.Directories.Tests.Signatures;

/// <summary>Anchors are read at start, revocation lists whenever they change; without a current one nobody is let in.</summary>
public sealed class TrustStoreTests : IAsyncLifetime
{
    private readonly TrustedFolder _folder = new();
    private OpensslAuthority _authority = null!;
    private byte[] _signature = null!;
    private Signatory _person = null!;

    private string Issuing => _folder["signature/crls/Test-issuing.crl"];

    private string Root => _folder["signature/crls/Test-root.crl"];

    public async ValueTask InitializeAsync()
    {
        _authority = await OpensslAuthority.CreateAsync();
        _authority.TrustIn(_folder["signature"]);
        _person = await _authority.IssueAsync("/serialNumber=" + NewIdnp());
        _signature = await _person.SignAsync(TrustedFolder.Bytes);
    }

    public ValueTask DisposeAsync()
    {
        _authority.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("Test-issuing.crl")]
    [InlineData("Test-root.crl")]
    public async Task WithoutAListOfEachIssuerNobodyIsLetInUntilItIsThere(string list)
    {
        var file = _folder["signature/crls/" + list];
        Assert.Equal("accepted", await _folder.JudgeAsync(_signature));
        File.Move(file, file + ".away");
        Assert.Equal("unavailable", await _folder.JudgeAsync(_signature));
        Assert.Equal("unavailable", await _folder.JudgeAsync(_signature));
        Assert.Single(_folder.Logs.All.Split("No current revocation list").Skip(1));
        File.Move(file + ".away", file);
        Assert.Equal("accepted", await _folder.JudgeAsync(_signature));
    }

    [Theory]
    [InlineData("issuing")]
    [InlineData("root")]
    public async Task AListWhoseNextIsDueCountsAsNone(string ca)
    {
        await _authority.ListAsync(ca, until: TimeProvider.System.GetUtcNow().AddMinutes(-1));
        _authority.TrustIn(_folder["signature"]);
        Assert.Equal("unavailable", await _folder.JudgeAsync(_signature));
        await _authority.ListAsync(ca);
        _authority.TrustIn(_folder["signature"]);
        Assert.Equal("accepted", await _folder.JudgeAsync(_signature));
    }

    [Fact]
    public async Task AListOfTomorrowCountsAsNone()
    {
        await _authority.ListAsync("issuing", until: TimeProvider.System.GetUtcNow().AddDays(3));
        _authority.TrustIn(_folder["signature"]);
        Assert.Equal("unavailable", await _folder.JudgeAsync(_signature));
    }

    [Fact]
    public async Task OurClockDecidesAndNotTheSignersTime()
    {
        Assert.Equal("expired", await _folder.JudgeAsync(_signature, at: TimeProvider.System.GetUtcNow().AddDays(6)));
    }

    [Fact]
    public async Task AListOfAPartIsNotTakenForTheWhole()
    {
        await _authority.ListAsync("issuing", part: true);
        _authority.TrustIn(_folder["signature"]);
        Assert.Equal("unavailable", await _folder.JudgeAsync(_signature));
        Assert.Contains("no revocation list that can be used", _folder.Logs.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AListThatAnotherSignedInTheIssuersNameCountsAsNone()
    {
        using var namesake = await OpensslAuthority.CreateAsync();
        namesake.TrustIn(_folder["other"]);
        File.Copy(_folder["other/crls/Test-issuing.crl"], Issuing, overwrite: true);
        Assert.Equal("unavailable", await _folder.JudgeAsync(_signature));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no list")]
    [InlineData("-----BEGIN X509 CRL-----\n????\n-----END X509 CRL-----")]
    public async Task AFileThatIsNoListIsToldAndCountsAsNone(string content)
    {
        await File.WriteAllTextAsync(Issuing, content);
        Assert.Equal("unavailable", await _folder.JudgeAsync(_signature));
        Assert.Contains("Test-issuing.crl is no revocation list", _folder.Logs.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AListMayBeBinary()
    {
        await Tool.RunAsync("openssl", "crl", "-in", Issuing, "-outform", "DER", "-out", Issuing + ".der");
        File.Move(Issuing + ".der", Issuing, overwrite: true);
        Assert.Equal("accepted", await _folder.JudgeAsync(_signature));
    }

    [Fact]
    public async Task ARevocationActsWithoutARestart()
    {
        Assert.Equal("accepted", await _folder.JudgeAsync(_signature));
        await _authority.RevokeAsync(_person);
        _authority.TrustIn(_folder["signature"]);
        Assert.Equal("revoked", await _folder.JudgeAsync(_signature));
        var another = await _authority.IssueAsync("/serialNumber=" + NewIdnp());
        Assert.Equal("accepted", await _folder.JudgeAsync(await another.SignAsync(TrustedFolder.Bytes)));
    }

    [Fact]
    public async Task WithTheIntermediateEverybodyUnderItIsRevoked()
    {
        await _authority.RevokeIntermediateAsync();
        _authority.TrustIn(_folder["signature"]);
        Assert.Equal("revoked", await _folder.JudgeAsync(_signature));
    }

    [Fact]
    public async Task TheAnchorsOfARealmAreItsOwn() => Assert.Equal("unavailable", await _folder.JudgeAsync(_signature, "signature-brief"));

    [Fact]
    public async Task AnAnchorMayBeBinary()
    {
        await Tool.RunAsync("openssl", "x509", "-in", _authority.Anchor, "-outform", "DER", "-out", _folder["signature/anchors/binary.cer"]);
        File.Delete(_folder["signature/anchors/Test.pem"]);
        Assert.Equal("accepted", await _folder.JudgeAsync(_signature));
    }

    [Fact]
    public void ProductionNeedsAnchorsForEachRealmOfSignatures()
    {
        var shipped = RealmCatalog.Load([Path.Combine(Checkout.Root, "src", "Realms", "Files")], production: true);
        Assert.Contains("md-mpass/anchors", Assert.Throws<InvalidOperationException>(() => _folder.Open("Production", shipped)).Message, StringComparison.Ordinal);
        _authority.TrustIn(_folder["md-mpass"]);
        Assert.NotNull(_folder.Open("Production", shipped).Of(shipped.Find("md-mpass")!));
    }

    [Fact]
    public async Task ProductionRefusesATestsAuthority()
    {
        var shipped = RealmCatalog.Load([Path.Combine(Checkout.Root, "src", "Realms", "Files")], production: true);
        await Tool.RunAsync("dotnet", Checkout.Program("Signer"), "init", _folder["md-mpass"]);
        Assert.Contains("for testing only", Assert.Throws<InvalidOperationException>(() => _folder.Open("Production", shipped)).Message, StringComparison.Ordinal);
        Assert.NotNull(_folder.Open("Development", shipped).Of(shipped.Find("md-mpass")!));
    }

    [Fact]
    public async Task WhatIsNoAnchorStopsTheStart()
    {
        await File.WriteAllTextAsync(_folder["signature/anchors/broken.pem"], "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n");
        Assert.Contains("broken.pem is not a certificate", Assert.Throws<InvalidOperationException>(() => _folder.Open()).Message, StringComparison.Ordinal);
        File.Delete(_folder["signature/anchors/broken.pem"]);
        await Tool.RunAsync("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", _folder["key"], "-subj", "/CN=x",
            "-addext", "basicConstraints=critical,CA:false", "-out", _folder["signature/anchors/person.pem"]);
        Assert.Contains("person.pem is not the self-signed certificate", Assert.Throws<InvalidOperationException>(() => _folder.Open()).Message, StringComparison.Ordinal);
    }
}
