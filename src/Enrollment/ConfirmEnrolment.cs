using System.ComponentModel.DataAnnotations;
using Mfa.Enrollments.Domain;
using Mfa.Enrollments.Storage;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.OpenApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Secrets;
using Mfa.ServiceDefaults.Tokens;
using Mfa.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Enrollments;

internal sealed record ConfirmEnrolmentRequest([property: Required] SecretText? Code);

/// <param name="RevocationCode">Of an app: shown this once; removes the factor when it is lost, and nothing else.</param>
/// <param name="Assertion">When a nonce was given at the start.</param>
/// <param name="StepUpToken">A recent proof of this factor.</param>
internal sealed record ConfirmEnrolmentResponse(
    FactorResource Factor, DisclosedText? RevocationCode, DisclosedText? Assertion, DisclosedText StepUpToken);

/// <summary>
/// POST …/{fid}/confirm: a right code makes the pending factor active and ends the one it replaces. Challenge judges the code; what comes after its
/// approval is done once and heals by a repeat with the same code, so that nothing here heeds a caller who hangs up.
/// </summary>
internal static class ConfirmEnrolment
{
    private const int LongestCode = 64;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/accounts/{id}/factors/{fid}/confirm", Handle).WithName("confirmFactor")
        .WithSummary("Confirm a pending factor with its first code")
        .Refuses(ProblemKind.NotFound, ProblemKind.InvalidCode, ProblemKind.InvalidToken, ProblemKind.ChallengeOver, ProblemKind.ChallengeLocked,
            ProblemKind.AccountCoolingDown, ProblemKind.FactorDisabled, ProblemKind.Conflict, ProblemKind.Overloaded);

    private static async Task<Results<Ok<ConfirmEnrolmentResponse>, Problem>> Handle(
        [FromRoute(Name = "id")] string accountId, [FromRoute(Name = "fid")] string factorId, ConfirmEnrolmentRequest request, Caller caller, [AsParameters] Parts parts,
        CancellationToken stop)
    {
        if (new RequestErrors().Require("/code", request.Code?.Reveal(), LongestCode) is { Any: true } errors)
            return errors.ToProblem();
        var code = request.Code!.Reveal();
        var factor = await parts.Db.Factors.AsNoTracking().InRealmsOf(caller).SingleOrDefaultAsync(f => f.Id == factorId && f.AccountId == accountId
            && f.RelyingParty == caller.ClientId && f.BornAt != null && f.Status != FactorStatus.Ended, stop);
        if (factor is null)
            return Problem.NotFound();
        if (factor.Status == FactorStatus.ProofRequired)
            return new Problem(ProblemKind.Conflict, "The mailed code comes first, at prove.");
        if (factor.Status == FactorStatus.Superseded)
            return EnrolmentProof.Superseded();
        if (factor.IsUnconfirmed && !factor.IsOpen(parts.Time.GetUtcNow()))
            return EnrolmentProof.Over();
        if (code.Length != factor.Digits || !code.All(char.IsAsciiDigit))
            return new RequestErrors().Add("/code", $"Exactly {factor.Digits} digits.").ToProblem();

        var judged = await parts.Challenge.ConfirmProofAsync(
            factor.ChallengeId, new PendingProofCode(factor.Realm, new DisclosedText(code)), CancellationToken.None);
        if (judged.Value is not { } approval)
            return judged.Problem!;
        var (outcome, held) = await ActivateAsync(factor, approval, parts);
        return outcome switch
        {
            ConfirmOutcome.Gone => EnrolmentProof.Over(),
            ConfirmOutcome.ChangedMeanwhile => EnrolmentProof.ChangedMeanwhile(),
            _ when !await parts.Changes.DeliverAsync(accountId) => Problem.Unavailable("challenge"),
            _ => TypedResults.Ok(await AnswerAsync(held, held.Find(factorId)!, approval, parts)),
        };
    }

    private static async Task<ConfirmEnrolmentResponse> AnswerAsync(AccountFactors held, Factor confirmed, PendingProofApproved approval, Parts parts)
    {
        await parts.Pending.EndProofsAsync(confirmed.Realm, held.SupersededProofs);
        return new ConfirmEnrolmentResponse(FactorResource.Of(confirmed), parts.Codes.Tell(confirmed), approval.Assertion, approval.StepUpToken!);
    }

    private static async Task<(ConfirmOutcome Outcome, AccountFactors Held)> ActivateAsync(Factor asked, PendingProofApproved approval, Parts parts)
    {
        var (db, now) = (parts.Db, parts.Time.GetUtcNow());
        using var turn = await parts.Turns.TakeAsync(CancellationToken.None);
        await using var change = await db.Database.BeginTransactionAsync(CancellationToken.None);
        var held = await db.HoldAsync(asked.Realm, asked.AccountId, CancellationToken.None);
        var replaced = held.Find(asked.Replaces) is { IsBound: true } old ? old : null;
        var first = held.Account.Owed ? null : FactorEvents.First;
        var outcome = held.Confirm(asked.Id, approval.Step ?? 0, approval.ApprovedAt, now);
        var factor = held.Find(asked.Id);
        if (outcome != ConfirmOutcome.Confirmed)
            return (outcome, held);

        if (asked.Type == FactorTypes.Totp)
            parts.Codes.Issue(factor!);
        // The kind is bound anew: what was guessed at it before no longer counts.
        if (asked.Rebinds)
            await db.Guesses.Where(g => g.Realm == asked.Realm && g.AccountId == asked.AccountId && g.Kind == asked.Type
                && g.State == GuessState.Wrong && g.At <= approval.ApprovedAt).ExecuteDeleteAsync(CancellationToken.None);
        // Whoever confirms a factor needs no operator's code any more.
        await db.ResetCodes.Where(c => c.Realm == asked.Realm && c.AccountId == asked.AccountId).ExecuteDeleteAsync(CancellationToken.None);
        parts.Changes.Write(held.Account, asked.RelyingParty,
            [new(FactorEvents.Confirmed, factor!, first), .. replaced is null ? Array.Empty<FactorChange>() : [new(FactorEvents.Replaced, replaced)]]);
        await db.SaveChangesAsync(CancellationToken.None);
        await change.CommitAsync(CancellationToken.None);
        return (outcome, held);
    }

    internal sealed record Parts(
        EnrollmentDb Db, WriterTurns Turns, ChallengeClient Challenge, FactorChanges Changes, PendingFactors Pending, RevocationCodes Codes, TimeProvider Time);
}
