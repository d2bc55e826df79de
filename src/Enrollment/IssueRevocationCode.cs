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

/// <param name="RevocationCode">Shown this once, as <c>XXXX-XXXX-XXXX-XXXX</c>.</param>
internal sealed record IssueRevocationCodeResponse(DisclosedText RevocationCode);

/// <summary>POST …/{fid}/revocation-code: a new code for the app; the old one ends.</summary>
internal static class IssueRevocationCode
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/accounts/{id}/factors/{fid}/revocation-code", Handle)
        .WithName("issueRevocationCode").WithSummary("Make a new revocation code for an app; the old one ends")
        .Refuses(ProblemKind.NotFound, ProblemKind.StepUpRequired, ProblemKind.InvalidToken, ProblemKind.Conflict);

    private static async Task<Results<Created<IssueRevocationCodeResponse>, Problem>> Handle(
        [FromRoute(Name = "id")] string accountId, [FromRoute(Name = "fid")] string factorId,
        [FromHeader(Name = SessionTokens.StepUpHeader)] string? stepUp, Caller caller, [AsParameters] Parts parts, CancellationToken stop)
    {
        var factor = await parts.Db.Factors.AsNoTracking().VisibleTo(caller, parts.Time.GetUtcNow())
            .SingleOrDefaultAsync(f => f.Id == factorId && f.AccountId == accountId, stop);
        if (factor is null)
            return Problem.NotFound();
        if (stepUp is null)
            return new Problem(ProblemKind.StepUpRequired, $"Send a step-up token as {SessionTokens.StepUpHeader}.");
        var proved = await parts.Tokens.CheckStepUpAsync(new SecretText(stepUp), factor.Realm, accountId, caller, stop);
        if (proved.Value is not { } session)
            return proved.Problem!;
        if (factor is not { Type: FactorTypes.Totp, IsBound: true })
            return new Problem(ProblemKind.Conflict, "Only a confirmed app has a revocation code.");
        return await IssueAsync(factor, session, parts) is { } code
            ? TypedResults.Created((string?)null, new IssueRevocationCodeResponse(code)) : EnrolmentProof.ChangedMeanwhile();
    }

    /// <returns>Null: the factor has ended, or another session changed the account's factors.</returns>
    private static async Task<DisclosedText?> IssueAsync(Factor asked, Session session, Parts parts)
    {
        var db = parts.Db;
        using var turn = await parts.Turns.TakeAsync(CancellationToken.None);
        await using var change = await db.Database.BeginTransactionAsync(CancellationToken.None);
        var held = await db.HoldAsync(asked.Realm, asked.AccountId, CancellationToken.None);
        if (held.Find(asked.Id) is not { IsBound: true } factor || !held.Account.Accepts(session.Id, session.FactorVersion))
            return null;
        var code = parts.Codes.Issue(factor);
        parts.Changes.Tell(new FactorChange(FactorEvents.RevocationCodeIssued, factor), session.RelyingParty, session.Id);
        await db.SaveChangesAsync(CancellationToken.None);
        await change.CommitAsync(CancellationToken.None);
        return code;
    }

    internal sealed record Parts(
        EnrollmentDb Db, WriterTurns Turns, SessionTokens Tokens, RevocationCodes Codes, FactorChanges Changes, TimeProvider Time);
}
