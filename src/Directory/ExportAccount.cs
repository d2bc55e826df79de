using Mfa.Directories.Accounts;
using Mfa.Directories.Audits;
using Mfa.Directories.Domain;
using Mfa.Directories.Passwords;
using Mfa.Directories.Storage;
using Mfa.Directories.Tokens;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.OpenApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Tokens;
using Mfa.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories;

/// <summary>
/// Gives out all that is held about a person, as one document to be kept: for a step-up token, or to an operator who says why. That it was given out is on
/// record before it leaves, and the person is told.
/// </summary>
internal static class ExportAccount
{
    public static void Map(IEndpointRouteBuilder accounts) => accounts.MapGet("/{id}/export", Handle).WithName(nameof(ExportAccount))
        .WithSummary("Export what is held about an account")
        .WithDescription("With a step-up token in Mfa-Step-Up. An operator sends none, and says why in the query's reason (required, at most 500 characters).")
        .Refuses(ProblemKind.StepUpRequired, ProblemKind.AccountLocked, ProblemKind.NotFound, ProblemKind.InvalidToken);

    private static async Task<Results<Ok<AccountExport>, Problem>> Handle(
        string id, string? reason, [FromHeader(Name = ShownTokens.StepUpHeader)] string? stepUp, Caller caller, HttpContext context,
        [AsParameters] ExportAccountMeans means, CancellationToken stop)
    {
        if (new RequestErrors().CheckReason(reason, caller, "reason") is { Any: true } errors)
            return errors.ToProblem();
        if (await means.Db.Accounts.AsNoTracking().SeenByAsync(caller, id, stop) is not { } account)
            return Problem.NotFound();
        var (session, refused) = await ProveAsync(account, stepUp, caller, means, stop);
        if (refused is not null)
            return refused;
        var (factors, problem) = await means.Enrollment.ExportAsync(account.Realm, account.Id, stop);
        if (factors is null)
            return problem!;
        var exported = await ReadAsync(account, factors, means, stop);

        using (await means.Turns.TakeAsync(stop))
        {
            means.Db.Add(AuditEvents.Row(AuditEvents.AccountExported, means.Time, caller.ClientId, account.Realm, account.Id, session?.Id, reason));
            await means.Db.SaveChangesAsync(stop);
        }

        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{account.Id}.json\"";
        return TypedResults.Ok(exported);
    }

    private static async Task<(Session? Session, Problem? Refused)> ProveAsync(
        Account account, string? stepUp, Caller caller, ExportAccountMeans means, CancellationToken stop)
    {
        if (caller.IsOperator())
            return (null, null);
        if (stepUp is null)
            return (null, new Problem(ProblemKind.StepUpRequired, $"What is held about a person is given for a step-up token as {ShownTokens.StepUpHeader}."));
        var (session, problem) = await means.Tokens.CheckStepUpAsync(stepUp, account, caller, stop);
        if (session is null)
            return (null, problem);
        if (!account.Knows(session.AccountVersion, session.Id))
            return (null, new Problem(ProblemKind.InvalidToken, "Another session changed the account and ended this one."));
        return account.Status == AccountStatus.Locked ? (null, PasswordCheckpoint.Locked()) : (session, null);
    }

    private static async Task<AccountExport> ReadAsync(Account account, FactorExport factors, ExportAccountMeans means, CancellationToken stop)
    {
        var db = means.Db;
        var pending = await db.PendingAddresses.AsNoTracking().SingleOrDefaultAsync(p => p.AccountId == account.Id && p.ConfirmedAt == null, stop);
        var notices = await db.Notices.AsNoTracking().Where(n => n.AccountId == account.Id).OrderBy(n => n.At).ToListAsync(stop);
        var events = await db.AuditEvents.AsNoTracking().Where(e => e.AccountId == account.Id && e.Realm == account.Realm)
            .OrderBy(e => e.At).ThenBy(e => e.Sequence).ToListAsync(stop);
        var names = await ListActivity.NamesAsync(events.Select(entry => entry.RelyingParty).Distinct().ToArray(), db, stop);
        return new AccountExport(
            means.Time.GetUtcNow(), ExportedAccount.Of(account, pending), factors, notices.ConvertAll(ExportedNotice.Of),
            events.ConvertAll(entry => ExportedEvent.Of(entry, names)));
    }
}

internal sealed record ExportAccountMeans(
    DirectoryDb Db, WriterTurns Turns, ShownTokens Tokens, EnrollmentClient Enrollment, TimeProvider Time);
