using System.Data;
using Mfa.Directories.Accounts;
using Mfa.Directories.Domain;
using Mfa.Directories.Storage;
using Mfa.Directories.Tokens;
using Mfa.InternalApi;
using Mfa.Outboxes;
using Mfa.ServiceDefaults.OpenApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Secrets;
using Mfa.ServiceDefaults.Tokens;
using Mfa.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories;

internal sealed record EraseAccountRequest(SecretText? SignInToken);

/// <summary>Takes an account back that a signature made and that never had a factor, on the word of the same signature.</summary>
internal static class EraseAccount
{
    public static void Map(IEndpointRouteBuilder accounts) => accounts.MapDelete("/{id}", Handle).WithName(nameof(EraseAccount))
        .WithSummary("Erase a provisional account").Refuses(ProblemKind.StepUpRequired, ProblemKind.NotFound, ProblemKind.InvalidToken);

    private static async Task<Results<Accepted, Problem>> Handle(
        string id, [FromBody] EraseAccountRequest? request, Caller caller, [AsParameters] EraseAccountMeans means, CancellationToken stop)
    {
        var errors = new RequestErrors().Allow("/signInToken", request?.SignInToken?.Reveal(), ShownTokens.Longest);
        if (errors.Any)
            return errors.ToProblem();
        if (await means.Db.Accounts.AsNoTracking().SeenByAsync(caller, id, stop) is not { } seen)
            return Problem.NotFound();
        if (request?.SignInToken is not { } token)
            return Refuse("Send the sign-in token of the signature that made the account.");
        var (session, problem) = await means.Tokens.CheckSignInAsync(token, seen, caller, stop);
        if (session is null)
            return problem!;
        if (session.Method is not SignInTokens.Signature)
            return Refuse("A sign-in token of method sc is needed.");
        if (await IsSettledAsync(seen, means, stop) is { } refused)
            return refused;

        var (ended, over) = await EndAsync(seen, session, caller, means, stop);
        if (ended is null)
            return over!;
        return await means.Courier.DeliverAsync(means.Db, ended, stop) ? TypedResults.Accepted((string?)null) : Problem.Unavailable("challenge");
    }

    /// <summary>Enrollment knows first that an account has a factor.</summary>
    private static async Task<Problem?> IsSettledAsync(Account seen, EraseAccountMeans means, CancellationToken stop)
    {
        if (!seen.IsProvisional)
            return NotProvisional();
        var (factors, problem) = await means.Enrollment.GetSummaryAsync(seen.Realm, seen.Id, stop);
        return factors is null ? problem : factors.IsOwed() ? NotProvisional() : null;
    }

    private static async Task<(OutboxRow? Ended, Problem? Problem)> EndAsync(
        Account seen, Session session, Caller caller, EraseAccountMeans means, CancellationToken stop)
    {
        using var turn = await means.Turns.TakeAsync(stop);
        await using var transaction = await means.Db.Database.BeginTransactionAsync(IsolationLevel.Serializable, stop);
        if (await means.Db.Accounts.AsNoTracking().SingleOrDefaultAsync(a => a.Id == seen.Id, stop) is not { } account)
            return (null, Problem.NotFound());
        if (!account.Knows(session.AccountVersion, session.Id))
            return (null, new Problem(ProblemKind.InvalidToken, "Another session changed the account and ended this one."));
        if (!account.IsProvisional)
            return (null, NotProvisional());
        var ended = await means.Db.EraseAsync(account, ProvisionalAccounts.Reason, caller.ClientId, means.Time, stop);
        await means.Db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return (ended, null);
    }

    private static Problem NotProvisional() => Refuse("The account is no longer provisional: it had a factor.");

    private static Problem Refuse(string why) => new(ProblemKind.StepUpRequired, "Only a provisional account is erased here. " + why);
}

internal sealed record EraseAccountMeans(
    DirectoryDb Db, WriterTurns Turns, ShownTokens Tokens, EnrollmentClient Enrollment, OutboxCourier Courier, TimeProvider Time);
