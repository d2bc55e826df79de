using Mfa.Challenges.Assertions;
using Mfa.Challenges.Domain;
using Mfa.Challenges.Factors;
using Mfa.Challenges.Factors.Email;
using Mfa.Challenges.Storage;
using Mfa.InternalApi;
using Mfa.Realms;
using Mfa.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Mfa.Challenges.Internal;

/// <summary>/internal/proofs and /internal/mail-proofs: Enrollment and Directory have an app or a mailbox proved here, with the one code engine.</summary>
internal static class Proofs
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/proofs", Begin);
        routes.MapPost("/mail-proofs", BeginMail);
        routes.MapPost("/proofs/{id}/resend", Resend);
        routes.MapGet("/proofs/{id}", Get);
        routes.MapPost("/proofs/{id}/confirm", Confirm);
        routes.MapDelete("/proofs/{id}", Cancel);
    }

    private static async Task<Results<Ok<PendingProofState>, Problem>> Begin(PendingProof proof, ChallengeStore store, RealmCatalog realms)
    {
        if (realms.Find(proof.Session.Realm) is not { } realm)
            return Problem.NotFound();
        var session = proof.Session;
        var answer = await store.ProveAsync(new ProveOrder(session, new ProofOrder(
            proof.ChallengeId, session.Realm, session.AccountId, session.RelyingParty, "enrol", MailProofPurposes.Enrol, proof.FactorId, $"digits-{proof.Digits}",
            Spends(proof.SpendsSignInToken, proof.Nonce, session), proof.Nonce, proof.LifeSeconds, BudgetFigures.Of(realm),
            new PendingApp(proof.Secret, proof.Algorithm, proof.Digits, proof.PeriodSeconds), null)));
        return answer.Outcome == "read" ? State(answer) : Refusals.Of(answer, realm);
    }

    private static async Task<Results<Ok<PendingProofState>, Problem>> BeginMail(MailProof proof, ChallengeStore store, MailedCodes codes, RealmCatalog realms)
    {
        if (realms.Find(proof.Realm) is not { } realm)
            return Problem.NotFound();
        var answer = await store.ProveAsync(new ProveOrder(proof.Session, new ProofOrder(
            proof.ChallengeId, proof.Realm, proof.AccountId, proof.RelyingParty, FactorNames.Email, proof.Purpose, proof.FactorId, CodeFormat.Digits6,
            proof.Session is { } session && Spends(proof.SpendsSignInToken, proof.Nonce, session), proof.Nonce, proof.LifeSeconds, BudgetFigures.Of(realm),
            null, codes.ForProof(proof))));
        return answer.Outcome == "read" ? State(answer) : Refusals.Of(answer, realm);
    }

    private static async Task<Results<Ok<PendingProofState>, Problem>> Resend(string id, string realm, ChallengeStore store, RealmCatalog realms)
    {
        var answer = await store.ResendAsync(new ResendOrder(id, [realm], null, Proof: true));
        return answer.Outcome == "read" ? State(answer) : Refusals.Of(answer, realms.Find(realm));
    }

    private static bool Spends(bool isOfSignIn, string? nonce, Session session) => isOfSignIn && (nonce is not null || session.Method == "rc");

    private static async Task<Results<Ok<PendingProofState>, Problem>> Get(string id, string realm, ChallengeStore store)
    {
        var answer = await store.ReadAsync(new ReadOrder(id, [realm], null, Proof: true, Cancel: false));
        return answer.Outcome == "read" ? State(answer) : Refusals.Of(answer);
    }

    private static async Task<Results<Ok<PendingProofApproved>, Problem>> Confirm(
        string id, PendingProofCode body, CodeCheck check, Approvals approvals, RealmCatalog realms)
    {
        var code = body.Code.Reveal();
        if (CodeFormat.Of(code) is not { } format)
            return VerifyChallenge.MalformedCode(missing: false);
        var order = new ChargeOrder(check.NewCharge(), format) { Id = id, Realms = [body.Realm], Proof = true };
        return await check.RunAsync(order, code) switch
        {
            VerifyOutcome.Approved { Challenge: var challenge } when approvals.Of(challenge) is var approval =>
                TypedResults.Ok(new PendingProofApproved(challenge.Step, challenge.ApprovedAt!.Value, approval.Assertion, approval.StepUpToken)),
            VerifyOutcome.Wrong wrong => Refusals.InvalidCode(wrong.AttemptsRemaining, null, wrong.ClockOffsetSeconds),
            VerifyOutcome.Refused refused => Refusals.Of(refused.Answer, realms.Find(body.Realm)),
            _ => new Problem(ProblemKind.ChallengeOver, "It was confirmed with another code, or its time is up. Begin the enrolment again."),
        };
    }

    private static async Task<Results<NoContent, Problem>> Cancel(string id, string realm, ChallengeStore store)
    {
        var answer = await store.ReadAsync(new ReadOrder(id, [realm], null, Proof: true, Cancel: true));
        return answer.Outcome is "read" or "over" or "unknown" ? TypedResults.NoContent() : Refusals.Of(answer);
    }

    private static Ok<PendingProofState> State(ScriptAnswer answer)
    {
        var challenge = answer.Read(2, StoreJson.Default.StoredChallenge);
        return TypedResults.Ok(new PendingProofState(
            challenge.Id, challenge.Status, challenge.CreatedAt, challenge.ExpiresAt, ChallengeResource.AttemptsOf(challenge),
            ChallengeResource.ResendOf(challenge), ChallengeResource.DeliveryOf(challenge)));
    }
}
