using System.Text.Json;
using Mfa.Challenges.Storage;
using Mfa.Challenges.Tokens;
using Mfa.InternalApi;
using Mfa.Realms;
using Mfa.ServiceDefaults.Keys;
using Mfa.ServiceDefaults.Secrets;
using Microsoft.IdentityModel.Tokens;

namespace Mfa.Challenges.Assertions;

/// <summary>What an approval yields. Nothing of it is stored: the same approval yields the same <c>jti</c> and <c>exp</c> whenever it is asked.</summary>
internal sealed record Approval(DisclosedText? Assertion, DisclosedText? StepUpToken);

/// <summary>Makes the tokens of an approved challenge: sign-in an assertion, manage a step-up token, enrol that and, with a nonce, an assertion; other proofs nothing.</summary>
internal sealed class Approvals(AssertionSigner assertions, StepUpSigner stepUps, RealmCatalog realms, KeyFolder keys)
{
    /// <summary>How long an approved challenge repeats its tokens to the relying party that lost the answer, in ms.</summary>
    private const long Repeated = 60_000;

    private readonly SymmetricKeys _ids = keys.SymmetricKeys("hash");

    public Approval Of(StoredChallenge challenge)
    {
        if (challenge.Purpose is MailProofPurposes.Prove or MailProofPurposes.Address)
            return new Approval(null, null);
        var realm = realms.Find(challenge.Realm)!;
        var session = JsonSerializer.Deserialize(challenge.Session!, InternalJson.Default.Session)!;
        var assertion = challenge.Purpose == "sign-in" || (challenge.Purpose == "enrol" && challenge.Nonce is not null);
        return new Approval(
            assertion ? assertions.Sign(challenge, session, realm, IdOf("assertion", challenge.Id)) : null,
            challenge.Purpose == "sign-in" ? null
                : stepUps.Sign(session, challenge.Kind, IdOf("step-up", challenge.Id), challenge.ApprovedAt!.Value / 1000, realm.Lifetimes));
    }

    /// <param name="now">Milliseconds on the store's clock.</param>
    public Approval? Repeat(StoredChallenge challenge, long now) =>
        challenge is { Status: "approved", ApprovedAt: { } at } && now - at <= Repeated ? Of(challenge) : null;

    private string IdOf(string use, string challengeId) => Base64UrlEncoder.Encode(_ids.Mac("token-id", use, challengeId).AsSpan(0, 16).ToArray());
}
