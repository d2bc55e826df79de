using System.Security.Cryptography;
using Mfa.Bus.Mail;
using Mfa.Challenges.Factors.Email;
using Mfa.Challenges.Reports;
using Mfa.Challenges.Storage;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.Secrets;
using Mfa.ServiceDefaults.Time;

namespace Mfa.Challenges.Tests.Factors;

/// <summary>Codes we make: what leaves of them, and what they are right for.</summary>
public sealed class MailedCodesTests : IDisposable
{
    private readonly TestKeys _keys = new("hash", SealedMail.Key);

    public void Dispose() => _keys.Dispose();

    [Fact]
    public void TheMailHoldsTheOneCodeThatIsRight()
    {
        var (codes, mails) = Open();
        var proof = Proof();
        var made = codes.ForProof(proof);
        var code = mails.OpenContent(made.Content, proof.Realm, proof.ChallengeId).Code!.Reveal();

        Assert.Matches("^[0-9]{6}$", code);
        Assert.True(codes.IsRight(Stored(proof.ChallengeId, made.CodeMac), code));
        Assert.False(codes.IsRight(Stored(proof.ChallengeId, made.CodeMac), (code[0] == '0' ? '1' : '0') + code[1..]));
        Assert.False(codes.IsRight(Stored(OpaqueId.New("chl_"), made.CodeMac), code));
        Assert.Equal(proof.Mailbox.Address, mails.OpenRecipient(made.Recipient!, proof.Realm, proof.AccountId).Address);
    }

    [Fact]
    public void EveryCodesMailMayBeReported()
    {
        var (codes, mails) = Open();
        var proof = Proof();
        var token = mails.OpenContent(codes.ForProof(proof).Content, proof.Realm, proof.ChallengeId).ReportToken!.Reveal();
        Assert.Equal(new ReportedChallenge(proof.Realm, proof.AccountId, proof.ChallengeId), new ReportTokens(_keys.Open()).Read(token, 0));
    }

    [Fact]
    public void AHalfThatWasMovedDoesNotOpen()
    {
        var (codes, mails) = Open();
        var proof = Proof();
        var made = codes.ForProof(proof);

        Assert.ThrowsAny<CryptographicException>(() => mails.OpenContent(made.Content, "another", proof.ChallengeId));
        Assert.ThrowsAny<CryptographicException>(() => mails.OpenContent(made.Content, proof.Realm, OpaqueId.New("chl_")));
        Assert.ThrowsAny<CryptographicException>(() => mails.OpenRecipient(made.Recipient!, proof.Realm, OpaqueId.New("acc_")));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1")]
    public void AChallengeWithoutACodeIsRightForNone(string? mac) => Assert.False(Open().Codes.IsRight(Stored(OpaqueId.New("chl_"), mac), "000000"));

    [Fact]
    public void ACodeOutlivesANewKey()
    {
        var proof = Proof();
        var (codes, mails) = Open();
        var made = codes.ForProof(proof);
        var code = mails.OpenContent(made.Content, proof.Realm, proof.ChallengeId).Code!.Reveal();
        _keys.Add("hash", 2);
        Assert.True(Open().Codes.IsRight(Stored(proof.ChallengeId, made.CodeMac), code));
        Assert.StartsWith("2.", Open().Codes.ForProof(proof).CodeMac, StringComparison.Ordinal);
    }

    [Fact]
    public void OneSubscribersAddressesAreOneSource()
    {
        var codes = Open().Codes;
        var source = codes.ForProof(Proof() with { Network = "192.0.2.1" }).Source;
        Assert.Equal(source, codes.ForProof(Proof() with { Network = "192.0.2.99" }).Source);
        Assert.NotEqual(source, codes.ForProof(Proof() with { Network = "198.51.100.1" }).Source);
        Assert.NotEqual(source, codes.ForProof(Proof() with { Network = "192.0.2.1", RelyingParty = "rp_two" }).Source);
    }

    private static MailProof Proof() => new(
        OpaqueId.New("chl_"), MailProofPurposes.Prove, "quick", OpaqueId.New("acc_"), "rp_one", null, null, new Mailbox("a@example.org", null, "en", "a"), false, false,
        null, null, 600);

    private static StoredChallenge Stored(string id, string? mac) => new(
        id, "quick", "acc", "rp_one", "email", "sign-in", "pending", null, "{}", 0, 0, 0, null, null, null, null, null, null, null, null, null, null, null, mac, null,
        null, null, null, null, null);

    private (MailedCodes Codes, SealedMail Mails) Open()
    {
        var keys = _keys.Open();
        var mails = new SealedMail(keys.SymmetricKeys(SealedMail.Key));
        return (new MailedCodes(keys, mails, new ReportTokens(keys), new StoreClock(TimeProvider.System)), mails);
    }
}
