using System.Text;
using Mfa.Directories.Passwords;
using Mfa.Realms;
using Mfa.ServiceDefaults.Problems;

namespace Mfa.Directories.Signatures;

/// <summary>
/// Judges a signature over a text that was given out. What it costs is bounded as the hashing of passwords is, and apart from it: neither keeps the other
/// waiting.
/// </summary>
internal sealed class SignatureVerifier(TrustStore trust, TimeProvider time) : IDisposable
{
    private readonly HashingSlots _slots = new();

    public bool IsOverloaded => _slots.AreTaken;

    public static Problem Overloaded() =>
        new(ProblemKind.Overloaded, "More signatures are being verified than can be done in time. This one was not looked at; send it again.")
        {
            RetryAfter = TimeSpan.FromSeconds(1),
        };

    /// <returns>Null: overloaded, the signature was not looked at.</returns>
    public async Task<SignatureVerdict?> VerifyAsync(Realm realm, string signature, string content, CancellationToken stop)
    {
        if (trust.Of(realm) is not { } trusted)
            return SignatureVerdict.Unavailable;
        var verdict = SignatureVerdict.Unavailable;
        return await _slots.RunAsync(() => verdict = Judge(realm, trusted, signature, Encoding.UTF8.GetBytes(content)), stop) ? verdict : null;
    }

    public void Dispose() => _slots.Dispose();

    /// <summary>The order in which reasons are told: the signature itself, then the certificate, then whom it names.</summary>
    private SignatureVerdict Judge(Realm realm, RealmTrust trusted, string text, byte[] content)
    {
        if (DetachedSignature.Read(text, content, out var reason) is not { } signature)
            return SignatureVerdict.Refused(reason!);
        if (signature.IsWeak)
            return SignatureVerdict.Refused("weak");
        if (signature.IsForAgreement)
            return SignatureVerdict.Refused("key-usage");
        if (!signature.IsOverContent())
            return SignatureVerdict.Refused("wrong-content");
        return CertificateRules.RefusalOf(signature.Certificate, signature.Certificates, realm.Signature!, trusted, time.GetUtcNow())
            ?? SubjectIdentifier.Read(signature.Certificate, realm);
    }
}
