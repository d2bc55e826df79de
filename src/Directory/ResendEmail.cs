using System.Data;
using Mfa.Directories.Addresses;
using Mfa.Directories.Domain;
using Mfa.Directories.Storage;
using Mfa.InternalApi;
using Mfa.Realms;
using Mfa.ServiceDefaults.OpenApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Tokens;
using Mfa.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories;

/// <summary>
/// Mails the code of a pending address once more. An unconfirmed account, which nobody can sign in to, gets another code when its first is over; a
/// changed address is given again instead.
/// </summary>
internal static class ResendEmail
{
    public static void Map(IEndpointRouteBuilder accounts) => accounts.MapPost("/{id}/email/resend", Handle).WithName(nameof(ResendEmail))
        .WithSummary("Mail the code of an account's pending address once more")
        .Refuses(ProblemKind.NotFound, ProblemKind.FactorDisabled, ProblemKind.ChallengeOver, ProblemKind.MailQuota, ProblemKind.AccountCoolingDown);

    private static async Task<Results<Accepted, Problem>> Handle(
        string id, Caller caller, [AsParameters] ResendEmailMeans means, CancellationToken stop)
    {
        if (await means.Db.Accounts.AsNoTracking().SeenByAsync(caller, id, stop) is not { } account || means.Realms.Find(account.Realm) is not { } realm)
            return Problem.NotFound();
        if (await means.Proofs.FindAsync(id, caller, stop) is not { } pending || account.ConfirmBefore < means.Time.GetUtcNow())
            return AddressProofs.NothingPending();

        var (_, problem) = pending.Ordered
            ? await means.Challenge.ResendProofAsync(account.Realm, pending.ChallengeId, stop) : await means.Proofs.OrderAsync(account, pending, stop);
        if (!AddressProofs.IsOver(problem))
            return problem is null ? TypedResults.Accepted((string?)null) : problem;
        if (!account.IsUnconfirmed || await BeginAgainAsync(pending, realm, means, stop) is not { } next)
            return AddressProofs.NothingPending();
        (_, problem) = await means.Proofs.OrderAsync(account, next, stop);
        return problem is null ? TypedResults.Accepted((string?)null) : problem;
    }

    /// <returns>Null: it was confirmed meanwhile, or its account is erased.</returns>
    private static async Task<PendingAddress?> BeginAgainAsync(PendingAddress over, Realm realm, ResendEmailMeans means, CancellationToken stop)
    {
        using var turn = await means.Turns.TakeAsync(stop);
        await using var transaction = await means.Db.Database.BeginTransactionAsync(IsolationLevel.Serializable, stop);
        var pending = await means.Db.PendingAddresses.SingleOrDefaultAsync(p => p.AccountId == over.AccountId && p.ConfirmedAt == null, stop);
        if (pending?.ChallengeId == over.ChallengeId)
        {
            pending.BeginAgain(means.Proofs.ExpiryOf(realm));
            await means.Db.SaveChangesAsync(stop);
            await transaction.CommitAsync(stop);
        }

        return pending;
    }
}

internal sealed record ResendEmailMeans(
    RealmCatalog Realms, DirectoryDb Db, WriterTurns Turns, ChallengeClient Challenge, AddressProofs Proofs, TimeProvider Time);
