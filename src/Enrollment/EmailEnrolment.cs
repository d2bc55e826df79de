using System.Text.Json;
using Mfa.Enrollments.Domain;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.Secrets;
using Mfa.Storage.Idempotency;

namespace Mfa.Enrollments;

/// <summary>Begins what a code to the account's verified address proves: the e-mail factor, or a first app whose secret waits for that code.</summary>
internal sealed class EmailEnrolment(PendingFactors pending, ChallengeClient challenge, TimeProvider time)
{
    public async Task<Answer<FactorResource>> BeginAsync(
        EnrolmentOrder order, Mailbox mailbox, string type, IdempotentRequest once, CancellationToken stop)
    {
        var factor = order.NewFactor(type, EmailHint.Of(mailbox.Address), time.GetUtcNow());
        var opensApp = type == FactorTypes.Totp;
        if (opensApp)
            factor.AskFirst(JsonSerializer.Serialize(new HeldOrder(order.By.Session, order.Nonce, order.Spends), EnrollmentJson.Default.HeldOrder));
        var session = order.By.Session;
        var mail = new MailProof(
            factor.ChallengeId, opensApp ? MailProofPurposes.Prove : MailProofPurposes.Enrol, session.Realm, session.AccountId, session.RelyingParty, session,
            factor.Id, mailbox, order.By.Rebinds, !opensApp && order.Spends, opensApp ? null : order.Nonce, order.Network,
            Math.Min(order.Realm.Lifetimes.Challenge, order.Realm.Lifetimes.PendingFactor));
        var proof = await pending.BeginAsync(factor, null, () => challenge.BeginMailProofAsync(mail, stop), once, stop);
        return proof.Value is { } state ? new(FactorResource.OfPending(factor, state), null) : new(null, proof.Problem);
    }
}
