using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Mfa.Enrollments.Domain;
using Mfa.Enrollments.Storage;
using Mfa.Realms;
using Mfa.ServiceDefaults.OpenApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Secrets;
using Mfa.ServiceDefaults.Tokens;
using Mfa.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Enrollments;

/// <param name="FactorId">The factor the person has lost.</param>
/// <param name="Reason">Why, for the audit log; nothing personal.</param>
internal sealed record ResetFactorRequest([property: Required] string? FactorId, [property: Required] string? Reason);

/// <param name="ResetCode">Shown this once, as <c>XXXX-XXXX-XXXX-XXXX</c>; null: another operator is to ask for the same first.</param>
/// <param name="ExpiresAt">Of the code; without one, until when another operator may ask.</param>
internal sealed record ResetFactorResponse([property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DisclosedText? ResetCode, DateTimeOffset ExpiresAt);

/// <summary>
/// POST …/factor-reset: an operator gives a person who lost a factor a one-time code, used with the password at <c>factor-revocations</c>. Nothing of the
/// account changes by it, and the operator learns no secret: without the password the code opens nothing.
/// </summary>
internal static class ResetFactor
{
    private const int LongestReason = 200;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/accounts/{id}/factor-reset", Handle).WithName("resetFactor")
        .WithSummary("Make a one-time code with which a person ends a lost factor").Refuses(ProblemKind.NotFound);

    private static async Task<Results<Ok<ResetFactorResponse>, Accepted<ResetFactorResponse>, Problem>> Handle(
        [FromRoute(Name = "id")] string accountId, ResetFactorRequest request, Caller caller, [AsParameters] Parts parts, CancellationToken stop)
    {
        var errors = new RequestErrors().Require("/factorId", request.FactorId).Require("/reason", request.Reason, LongestReason)
            .When(request.Reason is { Length: > 0 } reason && string.IsNullOrWhiteSpace(reason), "/reason", "Say why, in a few words.");
        if (errors.Any)
            return errors.ToProblem();
        var factor = await parts.Db.Factors.AsNoTracking().InRealmsOf(caller)
            .SingleOrDefaultAsync(f => f.Id == request.FactorId && f.AccountId == accountId && f.ConfirmedAt != null, stop);
        if (factor is null || parts.Realms.Find(factor.Realm) is not { } realm)
            return Problem.NotFound();
        return await ResetAsync(realm, factor, caller.ClientId, request.Reason!, parts) switch
        {
            null => Problem.NotFound(),
            { ResetCode: null } waits => TypedResults.Accepted((string?)null, waits),
            var made => TypedResults.Ok(made),
        };
    }

    /// <returns>Null: the factor has ended, and the account has another.</returns>
    private static async Task<ResetFactorResponse?> ResetAsync(Realm realm, Factor asked, string operatorId, string reason, Parts parts)
    {
        var (db, now) = (parts.Db, parts.Time.GetUtcNow());
        using var turn = await parts.Turns.TakeAsync(CancellationToken.None);
        await using var change = await db.Database.BeginTransactionAsync(CancellationToken.None);
        var held = await db.HoldAsync(asked.Realm, asked.AccountId, CancellationToken.None);
        if (!held.MayReset(asked.Id))
            return null;
        if (await db.ResetCodeOfAsync(asked.Realm, asked.AccountId) is not { } reset)
            db.Add(reset = new ResetCode { Realm = asked.Realm, AccountId = asked.AccountId });

        var approves = reset.WasAskedByAnother(asked.Id, operatorId, now);
        if (!approves)
            parts.Changes.Tell(new FactorChange(FactorEvents.ResetRequested, asked, reason), operatorId, null);
        ResetFactorResponse answer;
        if (realm.Operators.ResetNeedsTwo && !approves)
        {
            answer = new(null, reset.Ask(asked.Id, operatorId, now));
        }
        else
        {
            var end = now.AddSeconds(realm.Lifetimes.ResetCode);
            answer = new(parts.Resets.Issue(reset, asked.Id, end), end);
            parts.Changes.Tell(new FactorChange(FactorEvents.ResetApproved, asked, reason), operatorId, null);
        }

        await db.SaveChangesAsync(CancellationToken.None);
        await change.CommitAsync(CancellationToken.None);
        return answer;
    }

    internal sealed record Parts(EnrollmentDb Db, WriterTurns Turns, RealmCatalog Realms, ResetCodes Resets, FactorChanges Changes, TimeProvider Time);
}
