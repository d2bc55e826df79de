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

/// <summary>DELETE …/{fid}: an unconfirmed factor goes at once, a confirmed one with a step-up token, the last active one not at all.</summary>
internal static class RemoveFactor
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapDelete("/accounts/{id}/factors/{fid}", Handle).WithName("removeFactor")
        .WithSummary("Cancel an unconfirmed factor, or remove a confirmed one")
        .Refuses(ProblemKind.NotFound, ProblemKind.StepUpRequired, ProblemKind.InvalidToken, ProblemKind.LastFactor, ProblemKind.Conflict);

    private static async Task<Results<NoContent, Problem>> Handle(
        [FromRoute(Name = "id")] string accountId, [FromRoute(Name = "fid")] string factorId, [FromHeader(Name = SessionTokens.StepUpHeader)] string? stepUp, Caller caller, [AsParameters] Parts parts,
        CancellationToken stop)
    {
        var factor = await parts.Db.Factors.AsNoTracking().VisibleTo(caller, parts.Time.GetUtcNow())
            .SingleOrDefaultAsync(f => f.Id == factorId && f.AccountId == accountId, stop);
        if (factor is null)
            return Problem.NotFound();
        if (factor.IsUnconfirmed && await CancelAsync(factor, parts, stop))
            return TypedResults.NoContent();
        if (stepUp is null)
            return new Problem(ProblemKind.StepUpRequired, $"Send a step-up token as {SessionTokens.StepUpHeader}.");
        var proved = await parts.Tokens.CheckStepUpAsync(new SecretText(stepUp), factor.Realm, accountId, caller, stop);
        if (proved.Value is not { } session)
            return proved.Problem!;
        return await RemoveAsync(factor, session, parts) switch
        {
            RemoveOutcome.Gone => Problem.NotFound(),
            RemoveOutcome.LastFactor => new Problem(ProblemKind.LastFactor, "Move it instead: enrol another and name this one in replaces."),
            RemoveOutcome.ChangedMeanwhile => new Problem(ProblemKind.Conflict, "Another sign-in changed the account's factors meanwhile. Sign in again."),
            _ when !await parts.Changes.DeliverAsync(accountId) => Problem.Unavailable("challenge"),
            _ => TypedResults.NoContent(),
        };
    }

    /// <summary>The proof goes first: if it can't be canceled, everything still stands and the request may be repeated.</summary>
    /// <returns>False: it was confirmed meanwhile.</returns>
    private static async Task<bool> CancelAsync(Factor factor, Parts parts, CancellationToken stop)
    {
        // A proof that is over or unknown already needs no end.
        if (await parts.Challenge.CancelProofAsync(factor.Realm, factor.ChallengeId, stop) is { Kind.Status: >= StatusCodes.Status500InternalServerError })
            throw new DependencyUnavailableException("challenge");
        using var turn = await parts.Turns.TakeAsync(CancellationToken.None);
        await parts.Db.Factors.Where(f => f.Id == factor.Id && f.Place == null).ExecuteDeleteAsync(stop);
        return !await parts.Db.Factors.AnyAsync(f => f.Id == factor.Id, stop);
    }

    private static async Task<RemoveOutcome> RemoveAsync(Factor asked, Session session, Parts parts)
    {
        var db = parts.Db;
        using var turn = await parts.Turns.TakeAsync(CancellationToken.None);
        await using var change = await db.Database.BeginTransactionAsync(CancellationToken.None);
        var held = await db.HoldAsync(asked.Realm, asked.AccountId, CancellationToken.None);
        var outcome = held.Remove(asked.Id, session.Id, session.FactorVersion, session.Factor, parts.Time.GetUtcNow());
        if (outcome != RemoveOutcome.Removed)
            return outcome;
        parts.Changes.Write(held.Account, session.RelyingParty, new FactorChange(FactorEvents.Removed, held.Find(asked.Id)!));
        await db.SaveChangesAsync(CancellationToken.None);
        await change.CommitAsync(CancellationToken.None);
        return outcome;
    }

    internal sealed record Parts(EnrollmentDb Db, WriterTurns Turns, ChallengeClient Challenge, SessionTokens Tokens, FactorChanges Changes, TimeProvider Time);
}
