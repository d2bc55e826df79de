using Mfa.Enrollments.Domain;
using Mfa.Enrollments.Storage;
using Mfa.InternalApi;
using Mfa.Realms;
using Mfa.ServiceDefaults.Problems;
using Mfa.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Enrollments;

/// <summary>
/// PUT /internal/accounts/{id}/erasure: the account is no more, and with it its factors, codes, guesses and the key its secrets were sealed under. Told again,
/// or of an account nobody heard of here, it changes nothing.
/// </summary>
internal static class EraseAccount
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes.MapPut("/accounts/{id}/erasure", Handle);

    private static async Task<Results<NoContent, Problem>> Handle(string id, AccountErasure erasure, [AsParameters] Parts parts)
    {
        if (parts.Realms.Find(erasure.Realm) is null)
            return Problem.NotFound();
        var proofs = await EraseAsync(erasure.Realm, id, parts);
        parts.Traces.Leave();
        // Until Challenge has dropped its copy of the factors it is not done, and is told again.
        if (!await parts.Changes.DeliverAsync(id))
            return Problem.Unavailable("challenge");
        await parts.Pending.EndProofsAsync(erasure.Realm, proofs);
        return TypedResults.NoContent();
    }

    /// <summary>Everything of the account that says whose it is or what it proves itself with.</summary>
    internal static async Task EraseRowsAsync(EnrollmentDb db, string realm, string accountId, CancellationToken stop)
    {
        await db.Factors.Where(f => f.Realm == realm && f.AccountId == accountId).ExecuteDeleteAsync(stop);
        await db.RecoveryCodesOf(realm, accountId).ExecuteDeleteAsync(stop);
        await db.ResetCodes.Where(c => c.Realm == realm && c.AccountId == accountId).ExecuteDeleteAsync(stop);
        await db.Guesses.Where(g => g.Realm == realm && g.AccountId == accountId).ExecuteDeleteAsync(stop);
        await db.RecoveryGuesses.Where(g => g.Realm == realm && g.AccountId == accountId).ExecuteDeleteAsync(stop);
        await db.Accounts.Where(a => a.Realm == realm && a.AccountId == accountId).ExecuteDeleteAsync(stop);
    }

    /// <returns>Challenge's proofs that nothing leads to any more.</returns>
    private static async Task<IReadOnlyList<string>> EraseAsync(string realm, string accountId, Parts parts)
    {
        var (db, now) = (parts.Db, parts.Time.GetUtcNow());
        using var turn = await parts.Turns.TakeAsync(CancellationToken.None);
        await using var change = await db.Database.BeginTransactionAsync(CancellationToken.None);
        var held = await db.HoldAsync(realm, accountId, CancellationToken.None);
        var proofs = held.OpenProofs;
        if (held.Account.Version > 0)
        {
            held.Account.Raise(null, now);
            parts.Changes.Write(held.Account, null);
        }

        if (!await db.Erasures.AnyAsync(e => e.Realm == realm && e.AccountId == accountId, CancellationToken.None))
            db.Add(new Erasure { Realm = realm, AccountId = accountId, At = now });
        await db.SaveChangesAsync(CancellationToken.None);
        await EraseRowsAsync(db, realm, accountId, CancellationToken.None);
        await change.CommitAsync(CancellationToken.None);
        return proofs;
    }

    internal sealed record Parts(
        EnrollmentDb Db, WriterTurns Turns, ErasedTraces Traces, RealmCatalog Realms, FactorChanges Changes, PendingFactors Pending, TimeProvider Time);
}
