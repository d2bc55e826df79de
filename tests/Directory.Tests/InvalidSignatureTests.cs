using System.Net;
using System.Security.Cryptography;
using System.Text;
using Mfa.Directories.Tests.Service;
using static Mfa.Directories.Tests.Service.SignatureRig;

namespace Mfa.Directories.Tests;

/// <summary>Each reason with a real file that has it, made by openssl. After each, a right signature over the same text is accepted.</summary>
public sealed class InvalidSignatureTests(SignatureRig rig)
{
    private const string ForSigning = "keyUsage=critical,nonRepudiation\nbasicConstraints=critical,CA:false\n";

    /// <summary>What is no CMS signature of one signer.</summary>
    [Theory]
    [InlineData("not base64!")]
    [InlineData("AAAA")]
    [InlineData("MAA=")]
    [InlineData("JVBERi0xLjcKJeLjz9MKMSAwIG9iago8PC9UeXBlL0NhdGFsb2c+PgplbmRvYmoK")]
    [InlineData("-----BEGIN CMS-----\nMAA=\n-----END CMS-----")]
    [InlineData("-----BEGIN CMS-----")]
    [InlineData(" ")]
    public Task WhatIsNoSignatureIsNotCms(string text) => RefusedAsync("not-cms", _ => Task.FromResult(text));

    [Fact]
    public Task ACertificateIsNotCms() => RefusedAsync("not-cms", async _ => Convert.ToBase64String(await File.ReadAllBytesAsync(rig.Authority.Anchor)));

    [Fact]
    public Task RandomBytesAreNotCms() => RefusedAsync("not-cms", _ => Task.FromResult(Convert.ToBase64String(RandomNumberGenerator.GetBytes(2000))));

    [Fact]
    public Task TwoSignersAreNotCmsOfOne() => RefusedAsync("not-cms", async asked =>
        Convert.ToBase64String(await (await rig.NewPersonAsync()).SignWithAsync(await rig.NewPersonAsync(), asked.Bytes)));

    [Fact]
    public Task WithoutTheCertificateItIsNotCms() => RefusedAsync("not-cms", "/serialNumber={0}", options: ["-nocerts"]);

    [Fact]
    public Task WhatFollowsTheSignatureMakesItNotCms() => RefusedAsync("not-cms", async asked =>
        Convert.ToBase64String([.. await (await rig.NewPersonAsync()).SignAsync(asked.Bytes), 0, 0]));

    [Theory]
    [InlineData("another text")]
    [InlineData("{0}\n")]
    [InlineData("{0} ")]
    [InlineData("\uFEFF{0}")]
    [InlineData("")]
    public Task AnotherTextIsWrongContent(string text) => RefusedAsync("wrong-content", async asked =>
        Convert.ToBase64String(await (await rig.NewPersonAsync()).SignAsync(Encoding.UTF8.GetBytes(text.Replace("{0}", asked.Text, StringComparison.Ordinal)))));

    [Fact]
    public Task TheTextWithOtherLineEndsIsWrongContent() => RefusedAsync("wrong-content", async asked =>
        Convert.ToBase64String(await (await rig.NewPersonAsync()).SignAsync(Encoding.UTF8.GetBytes(asked.Text.Replace("\n", "\r\n", StringComparison.Ordinal)))));

    [Fact]
    public Task TheTextOfAnotherRequestIsWrongContent() => RefusedAsync("wrong-content", async _ =>
        Convert.ToBase64String(await (await rig.NewPersonAsync()).SignAsync((await rig.AskAsync()).Bytes)));

    [Fact]
    public Task TheTextOfAnotherRelyingPartyIsWrongContent() => RefusedAsync("wrong-content", async _ =>
        Convert.ToBase64String(await (await rig.NewPersonAsync()).SignAsync((await rig.AskAsync(by: rig.App.Client("other"))).Bytes)));

    [Theory]
    [InlineData("-nodetach")]
    [InlineData("-stream")]
    [InlineData("-econtent_type", "1.2.840.113549.1.9.16.1.4")]
    public Task AContentThatComesAlongOrIsOfAnotherTypeIsWrong(params string[] options) => RefusedAsync("wrong-content", "/serialNumber={0}", options: options);

    [Fact]
    public Task ASignatureWithAFlippedBitIsWrong() => RefusedAsync("wrong-content", async asked =>
    {
        // The value of the signature stands last.
        var signature = await (await rig.Authority.IssueAsync("/serialNumber=" + NewIdnp(), "RSA:2048")).SignAsync(asked.Bytes);
        signature[^1] ^= 1;
        return Convert.ToBase64String(signature);
    });

    [Fact]
    public Task AnExpiredCertificate() => RefusedAsync("expired", "/serialNumber={0}", until: TimeProvider.System.GetUtcNow().AddDays(-1));

    [Fact]
    public Task ACertificateOfTomorrow() => RefusedAsync("expired", "/serialNumber={0}", until: TimeProvider.System.GetUtcNow().AddDays(3));

    [Fact]
    public Task ARevokedCertificate() => RefusedAsync("revoked", async asked =>
    {
        var person = await rig.NewPersonAsync();
        await rig.Authority.RevokeAsync(person);
        rig.Authority.TrustIn(rig.Trust());
        return Convert.ToBase64String(await person.SignAsync(asked.Bytes));
    });

    [Fact]
    public Task ASelfSignedCertificate() => RefusedAsync("untrusted", async asked =>
        Convert.ToBase64String(await (await rig.Authority.SelfSignAsync("/serialNumber=" + NewIdnp())).SignAsync(asked.Bytes)));

    [Fact]
    public Task ACertificateOfAnotherAuthority() => RefusedAsync("untrusted", async asked =>
        Convert.ToBase64String(await (await rig.Stranger.IssueAsync("/serialNumber=" + NewIdnp())).SignAsync(asked.Bytes)));

    [Fact]
    public Task ACertificateWhoseIssuerDoesNotComeAlong() => RefusedAsync("untrusted", async asked =>
        Convert.ToBase64String(await (await rig.NewPersonAsync() with { Chain = null }).SignAsync(asked.Bytes)));

    [Fact]
    public Task ACertificateThatAPersonIssued() => RefusedAsync("untrusted", async asked =>
    {
        var issued = await rig.Authority.IssueByAsync(await rig.NewPersonAsync(), "/serialNumber=" + NewIdnp());
        return Convert.ToBase64String(await issued.SignAsync(asked.Bytes));
    });

    [Theory]
    [InlineData("keyUsage=critical,digitalSignature\nbasicConstraints=critical,CA:false\n")]
    [InlineData("keyUsage=critical,keyEncipherment,keyAgreement\nbasicConstraints=critical,CA:false\n")]
    [InlineData("basicConstraints=critical,CA:false\n")]
    public Task ACertificateForSomethingElse(string extensions) => RefusedAsync("key-usage", "/serialNumber={0}", extensions: extensions);

    [Fact]
    public Task AnAuthoritysOwnCertificate() => RefusedAsync("key-usage", "/serialNumber={0}", issuer: "root",
        extensions: "keyUsage=critical,nonRepudiation,keyCertSign\nbasicConstraints=critical,CA:true\n");

    [Theory]
    [InlineData("RSA:1024")]
    [InlineData("EC:secp256k1")]
    [InlineData("EC:P-224")]
    [InlineData("EC:brainpoolP256r1")]
    public Task AWeakKey(string key) => RefusedAsync("weak", "/serialNumber={0}", key: key);

    [Theory]
    [InlineData("EC:P-256", "sha1")]
    [InlineData("EC:P-256", "sha224")]
    [InlineData("RSA:2048", "sha1")]
    [InlineData("RSA:2048", "md5")]
    public Task AWeakDigest(string key, string digest) => RefusedAsync("weak", "/serialNumber={0}", key, options: ["-md", digest]);

    [Theory]
    [InlineData("sha1")]
    [InlineData("sha224")]
    public Task ACertificateSignedWithAWeakDigest(string digest) => RefusedAsync("weak", "/serialNumber={0}", digest: digest);

    [Theory]
    [InlineData("/O=Exemplu SRL")]
    [InlineData("/O=Exemplu SRL/organizationIdentifier=VATMD-1003600012345")]
    public Task AnOrganisation(string subject) => RefusedAsync("no-identifier", subject);

    [Theory]
    [InlineData("/serialNumber=2000000000001")]
    [InlineData("/serialNumber=1003600012346")]
    [InlineData("/serialNumber=200000000000")]
    [InlineData("/serialNumber=PNORO-{0}")]
    [InlineData("/serialNumber= {0}")]
    [InlineData("/serialNumber=PNOMD-PNOMD-{0}")]
    [InlineData("/serialNumber={0}/serialNumber={0}")]
    [InlineData("/serialNumber={0}+serialNumber=2000000000004")]
    public Task ANumberThatCanNotBe(string subject) => RefusedAsync("identifier-invalid", subject);

    private Task RefusedAsync(
        string reason, string subject, string key = "EC:P-256", string extensions = ForSigning, DateTimeOffset? until = null, string digest = "sha256",
        string issuer = "issuing", string[]? options = null) => RefusedAsync(reason, async asked =>
    {
        var person = await rig.Authority.IssueAsync(subject.Replace("{0}", NewIdnp(), StringComparison.Ordinal), key, extensions, until, digest, issuer);
        return Convert.ToBase64String(await person.SignAsync(asked.Bytes, options ?? []));
    });

    private async Task RefusedAsync(string reason, Func<Asked, Task<string>> sign)
    {
        var asked = await rig.AskAsync();
        var refused = (await rig.SendAsync(asked.Id, await sign(asked))).Expect(422, "invalid-signature");
        Assert.Equal(reason, refused.Text("reason"));
        (await rig.CompleteAsync(asked, await (await rig.NewPersonAsync()).SignAsync(asked.Bytes))).Expect(HttpStatusCode.OK);
    }
}
