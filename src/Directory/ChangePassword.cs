using System.ComponentModel.DataAnnotations;
using System.Data;
using Mfa.Directories.Audits;
using Mfa.Directories.Domain;
using Mfa.Directories.Passwords;
using Mfa.Directories.Storage;
using Mfa.Directories.Tokens;
using Mfa.InternalApi;
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

internal sealed record ChangePasswordRequest([property: Required] SecretText? NewPassword, SecretText? CurrentPassword, SecretText? SignInToken);

/// <summary>Sets a new password. It ends every session of the account but the one that shows a token here, before it answers.</summary>
internal static class ChangePassword
{
    public static void Map(IEndpointRouteBuilder accounts) => accounts.MapPut("/{id}/password", Handle).WithName(nameof(ChangePassword))
        .WithSummary("Set a new password")
        .Refuses(ProblemKind.StepUpRequired, ProblemKind.AccountLocked, ProblemKind.NotFound, ProblemKind.Conflict, ProblemKind.WeakPassword)
        .Refuses(ProblemKind.InvalidCredentials, ProblemKind.InvalidToken, ProblemKind.TooManySignIns, ProblemKind.Overloaded);

    private static async Task<Results<NoContent, Problem>> Handle(
        string id, ChangePasswordRequest request, [FromHeader(Name = ShownTokens.StepUpHeader)] string? stepUp, Caller caller,
        [AsParameters] ChangePasswordMeans means, CancellationToken stop)
    {
        var errors = new RequestErrors().Require("/newPassword", request.NewPassword?.Reveal(), NewAccount.LongestPassword)
            .Allow("/currentPassword", request.CurrentPassword?.Reveal(), NewAccount.LongestPassword)
            .Allow("/signInToken", request.SignInToken?.Reveal(), ShownTokens.Longest);
        if (errors.Any)
            return errors.ToProblem();
        if (await means.Db.Accounts.AsNoTracking().SeenByAsync(caller, id, stop) is not { } account
            || means.Realms.Find(account.Realm) is not { } realm)
            return Problem.NotFound();
        if (NewAccount.WeakPassword(request.NewPassword!, realm, account.Identifiers.Select(identifier => identifier.Normalised)) is { } weak)
            return weak;

        var (session, refused) = await means.Proof.CheckAsync(request, stepUp, account, realm, caller, stop);
        if (refused is not null)
            return refused;
        if (await means.Hashing.HashAsync(request.NewPassword!, realm, stop) is not { } hash)
            return HashingSlots.Overloaded();
        var (raise, problem) = await ChangeAsync(account, session, hash, caller, means, stop);
        if (raise is null)
            return problem!;
        return await means.Courier.DeliverAsync(means.Db, raise, stop) ? TypedResults.NoContent() : Problem.Unavailable("challenge");
    }

    /// <returns>The raised version, on its way to Challenge.</returns>
    private static async Task<(OutboxRow? Raise, Problem? Problem)> ChangeAsync(
        Account seen, Session? session, PasswordHash hash, Caller caller, ChangePasswordMeans means, CancellationToken stop)
    {
        using var turn = await means.Turns.TakeAsync(stop);
        await using var transaction = await means.Db.Database.BeginTransactionAsync(IsolationLevel.Serializable, stop);
        var account = await means.Db.Accounts.SingleAsync(a => a.Id == seen.Id, stop);
        if (session is not null && !account.Knows(session.AccountVersion, session.Id))
            return (null, new Problem(ProblemKind.InvalidToken, "Another session changed the account and ended this one."));
        if (account.Version != seen.Version)
            return (null, new Problem(ProblemKind.Conflict, "The account was changed meanwhile. Read it and ask again."));

        account.ChangePassword(hash, session?.Id, means.Time.GetUtcNow());
        var raise = VersionRaises.Row(account, means.Time);
        means.Db.AddRange(raise, AuditEvents.Row(AuditEvents.PasswordChanged, means.Time, caller.ClientId, account.Realm, account.Id, session?.Id));
        await means.Db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return (raise, null);
    }
}

internal sealed record ChangePasswordMeans(
    RealmCatalog Realms, DirectoryDb Db, WriterTurns Turns, PasswordChangeProof Proof, PasswordHashing Hashing, OutboxCourier Courier,
    TimeProvider Time);
