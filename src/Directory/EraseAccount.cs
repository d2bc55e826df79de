using System.Data;
using Mfa.Directories.Accounts;
using Mfa.Directories.Audits;
using Mfa.Directories.Domain;
using Mfa.Directories.Notices;
using Mfa.Directories.Storage;
using Mfa.Directories.Tokens;
using Mfa.Outboxes;
using Mfa.Realms;
using Mfa.ServiceDefaults.OpenApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Secrets;
using Mfa.ServiceDefaults.Tokens;
using Mfa.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories;

/// <param name="SignInToken">Of method sc: takes a provisional account back.</param>
/// <param name="Reason">An operator's, and asked of nobody else.</param>
internal sealed record EraseAccountRequest(SecretText? SignInToken, string? Reason);

/// <summary>
/// Erases an account. With one commit it is no more here; its sessions have ended before the answer; the other services are told until each has destroyed
/// what it held. The audit log keeps what happened, by ids.
/// </summary>
internal static class EraseAccount
{
    public static void Map(IEndpointRouteBuilder accounts) => accounts.MapDelete("/{id}", Handle).WithName(nameof(EraseAccount))
        .WithSummary("Erase an account").Refuses(ProblemKind.StepUpRequired, ProblemKind.NotFound, ProblemKind.InvalidToken);

    private static async Task<Results<Accepted, Problem>> Handle(
        string id, [FromBody] EraseAccountRequest? request, [FromHeader(Name = ShownTokens.StepUpHeader)] string? stepUp, Caller caller,
        [AsParameters] EraseAccountMeans means, CancellationToken stop)
    {
        var errors = new RequestErrors().Allow("/signInToken", request?.SignInToken?.Reveal(), ShownTokens.Longest).CheckReason(request?.Reason, caller);
        if (errors.Any)
            return errors.ToProblem();
        if (await means.Db.Accounts.AsNoTracking().SeenByAsync(caller, id, stop) is not { } seen || means.Realms.Find(seen.Realm) is not { } realm)
            return Problem.NotFound();
        var (right, refused) = await means.Proof.CheckAsync(request, stepUp, seen, caller, stop);
        if (right is null)
            return refused!;

        var (ended, over) = await EndAsync(seen, realm, right, caller, means, stop);
        if (ended is null)
            return over!;
        if (!await means.Courier.DeliverAsync(means.Db, ended, stop))
            return Problem.Unavailable("challenge");
        await means.Erasures.TellAsync(seen.Id, stop);
        return TypedResults.Accepted((string?)null);
    }

    private static async Task<(OutboxRow? Ended, Problem? Problem)> EndAsync(
        Account seen, Realm realm, ErasureRight right, Caller caller, EraseAccountMeans means, CancellationToken stop)
    {
        using var turn = await means.Turns.TakeAsync(stop);
        await using var transaction = await means.Db.Database.BeginTransactionAsync(IsolationLevel.Serializable, stop);
        if (await means.Db.Accounts.AsNoTracking().SingleOrDefaultAsync(a => a.Id == seen.Id, stop) is not { } account)
            return (null, Problem.NotFound());
        if (right.Session is { } session && !account.Knows(session.AccountVersion, session.Id))
            return (null, new Problem(ProblemKind.InvalidToken, "Another session changed the account and ended this one."));
        if (right.IsOfProvisional && !account.IsProvisional)
            return (null, ErasureProof.NotProvisional());
        var ended = await EraseAsync(account, realm, right, caller, means, stop);
        await means.Db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return (ended, null);
    }

    private static async Task<OutboxRow> EraseAsync(
        Account account, Realm realm, ErasureRight right, Caller caller, EraseAccountMeans means, CancellationToken stop)
    {
        if (right.IsOfProvisional)
            return await means.Db.EraseAsync(account, ProvisionalAccounts.Reason, caller.ClientId, means.Time, stop);
        var happened = AuditEvents.Of(
            AuditEvents.AccountErased, means.Time.GetUtcNow(), caller.ClientId, account.Realm, account.Id, right.Session?.Id, right.Reason);
        await means.Notices.WriteLastAsync(happened, account, stop);
        // Who never confirmed an address was nobody yet to the relying parties.
        if (!account.IsUnconfirmed)
            await means.Reserved.ReserveAsync(account, realm, stop);
        return await means.Db.EraseAsync(account, happened, means.Time, stop);
    }
}

internal sealed record EraseAccountMeans(
    RealmCatalog Realms, DirectoryDb Db, WriterTurns Turns, ErasureProof Proof, ReservedIdentifiers Reserved, NoticeWriter Notices, Erasures Erasures,
    OutboxCourier Courier, TimeProvider Time);
