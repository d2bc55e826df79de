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

/// <param name="Codes">Ten, each as <c>XXXX-XXXX-XXXX-XXXX</c>, shown this once; each stands in for a factor one time.</param>
internal sealed record IssueRecoveryCodesResponse(IReadOnlyList<DisclosedText> Codes);

/// <summary>
/// POST …/recovery-codes: a new set; every older code ends. Once begun it is carried through whether the caller is still there or not; who missed the
/// answer has another set made.
/// </summary>
internal static class IssueRecoveryCodes
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/accounts/{id}/recovery-codes", Handle)
        .WithName("issueRecoveryCodes").WithSummary("Make new recovery codes; the old ones end")
        .Refuses(ProblemKind.NotFound, ProblemKind.StepUpRequired, ProblemKind.FactorNotAllowed, ProblemKind.EnrolmentRequired, ProblemKind.InvalidToken,
            ProblemKind.Conflict);

    private static async Task<Results<Created<IssueRecoveryCodesResponse>, Problem>> Handle(
        [FromRoute(Name = "id")] string accountId, [FromHeader(Name = SessionTokens.StepUpHeader)] string? stepUp, Caller caller,
        [AsParameters] Parts parts, CancellationToken stop)
    {
        if (await parts.Accounts.FindAsync(accountId, caller, stop) is not { } realm)
            return Problem.NotFound();
        if (!realm.Factors.Contains(FactorTypes.Recovery))
            return new Problem(ProblemKind.FactorNotAllowed, "This realm has no recovery codes.");
        if (stepUp is null)
            return new Problem(ProblemKind.StepUpRequired, $"Send a step-up token as {SessionTokens.StepUpHeader}.");
        var proved = await parts.Tokens.CheckStepUpAsync(new SecretText(stepUp), realm.Id, accountId, caller, stop);
        if (proved.Value is not { } session)
            return proved.Problem!;
        var issued = await IssueAsync(session, parts);
        if (issued.Value is not { } codes)
            return issued.Problem!;
        return await parts.Changes.DeliverAsync(accountId) ? TypedResults.Created((string?)null, codes) : Problem.Unavailable("challenge");
    }

    private static async Task<Answer<IssueRecoveryCodesResponse>> IssueAsync(Session session, Parts parts)
    {
        var (db, now) = (parts.Db, parts.Time.GetUtcNow());
        using var turn = await parts.Turns.TakeAsync(CancellationToken.None);
        await using var change = await db.Database.BeginTransactionAsync(CancellationToken.None);
        var account = (await db.HoldAsync(session.Realm, session.AccountId, CancellationToken.None)).Account;
        // They stand in for a factor, so that there is one first; an account that only lost it may well have them made anew.
        if (!account.Owed)
            return new(null, new Problem(ProblemKind.EnrolmentRequired, "Recovery codes stand in for a factor. Enrol one first."));
        if (!account.Accepts(session.Id, session.FactorVersion))
            return new(null, EnrolmentProof.ChangedMeanwhile());
        await db.RecoveryCodesOf(session.Realm, session.AccountId).ExecuteDeleteAsync(CancellationToken.None);
        var made = parts.Codes.Make(account, now);
        db.AddRange(made.Select(code => code.Kept));
        account.Raise(session.Id, now);
        parts.Changes.Write(account, session.RelyingParty);
        parts.Changes.Tell(new RecoveryEvent(FactorEvents.RecoveryCodesIssued, session.Realm, session.AccountId, session.RelyingParty, session.Id));
        await db.SaveChangesAsync(CancellationToken.None);
        await change.CommitAsync(CancellationToken.None);
        return new(new IssueRecoveryCodesResponse([.. made.Select(code => code.Shown)]), null);
    }

    internal sealed record Parts(
        EnrollmentDb Db, WriterTurns Turns, AccountRealms Accounts, SessionTokens Tokens, RecoveryCodes Codes, FactorChanges Changes, TimeProvider Time);
}
