using Mfa.Challenges.Assertions;
using Mfa.Challenges.Domain;
using Mfa.Challenges.Storage;
using Mfa.InternalApi;
using Mfa.Realms;
using Mfa.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Mfa.Challenges.Internal;

/// <summary>/internal/proofs: Enrollment proves a pending authenticator app here, with the one code engine (purpose enrol).</summary>
internal static class Proofs
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/proofs", Begin);
        routes.MapGet("/proofs/{id}", Get);
        routes.MapPost("/proofs/{id}/confirm", Confirm);
        routes.MapDelete("/proofs/{id}", Cancel);
    }

    private static async Task<Results<Ok<PendingProofState>, Problem>> Begin(PendingProof proof, ChallengeStore store, RealmCatalog realms)
    {
        if (realms.Find(proof.Session.Realm) is not { } realm)
            return Problem.NotFound();
        var answer = await store.ProveAsync(new ProveOrder(proof.Session, new ProofOrder(
            proof.ChallengeId, proof.FactorId, proof.Secret, proof.Algorithm, proof.Digits, proof.PeriodSeconds,
            proof.SpendsSignInToken && (proof.Nonce is not null || proof.Session.Method == "rc"), proof.Nonce, proof.LifeSeconds, BudgetFigures.Of(realm))));
        return answer.Outcome == "read" ? State(answer) : Refusals.Of(answer, realm);
    }

    private static async Task<Results<Ok<PendingProofState>, Problem>> Get(string id, string realm, ChallengeStore store)
    {
        var answer = await store.ReadAsync(new ReadOrder(id, [realm], null, Enrol: true, Cancel: false));
        return answer.Outcome == "read" ? State(answer) : Refusals.Of(answer);
    }

    private static async Task<Results<Ok<PendingProofApproved>, Problem>> Confirm(
        string id, PendingProofCode body, CodeCheck check, Approvals approvals, RealmCatalog realms)
    {
        var code = body.Code.Reveal();
        if (CodeFormat.Of(code) is not { } format)
            return VerifyChallenge.MalformedCode(missing: false);
        var order = new ChargeOrder(check.NewCharge(), format) { Id = id, Realms = [body.Realm], Enrol = true };
        return await check.RunAsync(order, code) switch
        {
            VerifyOutcome.Approved { Challenge: var challenge } when approvals.Of(challenge) is var approval =>
                TypedResults.Ok(new PendingProofApproved(challenge.Step!.Value, challenge.ApprovedAt!.Value, approval.Assertion, approval.StepUpToken!)),
            VerifyOutcome.Wrong wrong => Refusals.InvalidCode(wrong.AttemptsRemaining, null),
            VerifyOutcome.Refused refused => Refusals.Of(refused.Answer, realms.Find(body.Realm)),
            _ => new Problem(ProblemKind.ChallengeOver, "It was confirmed with another code, or its time is up. Begin the enrolment again."),
        };
    }

    private static async Task<Results<NoContent, Problem>> Cancel(string id, string realm, ChallengeStore store)
    {
        var answer = await store.ReadAsync(new ReadOrder(id, [realm], null, Enrol: true, Cancel: true));
        return answer.Outcome is "read" or "over" or "unknown" ? TypedResults.NoContent() : Refusals.Of(answer);
    }

    private static Ok<PendingProofState> State(ScriptAnswer answer)
    {
        var challenge = answer.Read(2, StoreJson.Default.StoredChallenge);
        return TypedResults.Ok(new PendingProofState(
            challenge.Id, challenge.Status, challenge.CreatedAt, challenge.ExpiresAt, ChallengeResource.AttemptsOf(challenge), null, null));
    }
}
