using System.Globalization;
using System.Security.Cryptography;
using Mfa.Bus.Mail;
using Mfa.Challenges.Reports;
using Mfa.Challenges.Storage;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.Keys;
using Mfa.ServiceDefaults.Requests;
using Mfa.ServiceDefaults.Secrets;
using Mfa.ServiceDefaults.Time;

namespace Mfa.Challenges.Factors.Email;

/// <summary>
/// Makes mailed codes: six random digits that leave here as a keyed hash bound to their challenge and as a sealed mail, and in no other form.
/// </summary>
internal sealed class MailedCodes(KeyFolder keys, SealedMail mails, ReportTokens reports, StoreClock clock)
{
    public const int Digits = 6;

    private readonly SymmetricKeys _hash = keys.SymmetricKeys("hash");

    /// <summary>For a sign-in or a change; the recipient is in the cached factor set.</summary>
    public CodeMail ForSignIn(Beginning beginning)
    {
        var (id, realm) = (beginning.ChallengeId, beginning.Realm);
        return Make(id, realm.Id, beginning.AccountId, realm.Lifetimes.Challenge, Source(beginning.RelyingParty, beginning.Network), beginning.Service);
    }

    /// <summary>For the proof that a mailbox is read.</summary>
    public CodeMail ForProof(MailProof proof) =>
        Make(proof.ChallengeId, proof.Realm, proof.AccountId, proof.LifeSeconds, Source(proof.RelyingParty, Network.Of(proof.Network)), null) with
        {
            Recipient = mails.Seal(proof.Mailbox.ToRecipient(), proof.Realm, proof.AccountId),
            Rebinds = proof.Rebinds ? true : null,
        };

    public bool IsRight(StoredChallenge challenge, string code)
    {
        // A challenge without a code is none that a code could be right for.
        if (challenge.CodeMac?.Split('.') is not [var version, var mac])
            return false;
        return CryptographicOperations.FixedTimeEquals(
            Convert.FromBase64String(mac), _hash.Mac(int.Parse(version, CultureInfo.InvariantCulture), Parts(challenge.Id, code)));
    }

    private CodeMail Make(
        string challengeId, string realm, string accountId, int lifeSeconds, string source, IReadOnlyDictionary<string, string>? service)
    {
        var code = RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", CultureInfo.InvariantCulture);
        var content = new MailContent
        {
            At = clock.Now,
            Code = new DisclosedText(code),
            LifeSeconds = lifeSeconds,
            Service = service,
            ReportToken = reports.Make(realm, accountId, challengeId, clock.Now),
        };
        var mac = string.Create(CultureInfo.InvariantCulture, $"{_hash.Current}.{Convert.ToBase64String(_hash.Mac(Parts(challengeId, code)))}");
        return new CodeMail(mac, mails.Seal(content, realm, challengeId), source);
    }

    private string Source(string relyingParty, string network) => Convert.ToBase64String(_hash.Mac("mail-source", relyingParty, network).AsSpan(0, 12));

    private static string[] Parts(string challengeId, string code) => ["mailed-code", challengeId, code];
}

internal static class Recipients
{
    public static MailRecipient ToRecipient(this Mailbox mailbox) => new(mailbox.Address, mailbox.Name, mailbox.Locale, mailbox.Label);
}
