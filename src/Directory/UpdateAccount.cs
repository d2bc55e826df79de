using System.Data;
using System.Text;
using Mfa.Directories.Addresses;
using Mfa.Directories.Audits;
using Mfa.Directories.Domain;
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

/// <param name="EmailVerified">True from who vouches for the address: an operator, or a relying party whose record says that it may.</param>
/// <param name="Reason">An operator's, and asked of nobody else.</param>
internal sealed record UpdateAccountRequest(
    string? DisplayName, string? Locale, string? Email, bool? EmailVerified, SecretText? SignInToken, string? Reason);

/// <summary>
/// Changes how an account is addressed; what is left out stays as it is. Another e-mail address is mailed a code, and until that is confirmed nothing
/// changes; one that is vouched for counts at once.
/// </summary>
internal static class UpdateAccount
{
    public static void Map(IEndpointRouteBuilder accounts) => accounts.MapPatch("/{id}", Handle).WithName(nameof(UpdateAccount))
        .WithSummary("Change an account's display name, locale or address")
        .Refuses(ProblemKind.StepUpRequired, ProblemKind.AccountLocked, ProblemKind.NotFound, ProblemKind.Conflict, ProblemKind.FactorDisabled)
        .Refuses(ProblemKind.InvalidToken, ProblemKind.MailQuota, ProblemKind.AccountCoolingDown);

    private static async Task<Results<Ok<AccountResource>, Problem>> Handle(
        string id, UpdateAccountRequest request, [FromHeader(Name = ShownTokens.StepUpHeader)] string? stepUp, Caller caller,
        [AsParameters] UpdateAccountMeans means, CancellationToken stop)
    {
        var errors = VouchedAddresses.ErrorsOf(request, stepUp, caller).CheckName(request.DisplayName).Allow("/locale", request.Locale).Allow("/email", request.Email)
            .Allow("/signInToken", request.SignInToken?.Reveal(), ShownTokens.Longest);
        if (errors.Any || errors.CheckEmail(request.Email).Any)
            return errors.ToProblem();
        if (await means.Db.Accounts.AsNoTracking().SeenByAsync(caller, id, stop) is not { } seen || means.Realms.Find(seen.Realm) is not { } realm)
            return Problem.NotFound();
        if (request.Locale is { } locale && !realm.Locales.Contains(locale))
            return errors.Add("/locale", NewAccount.LocalesOf(realm)).ToProblem();
        Answer<Session> proof = default;
        if (VouchedAddresses.IsAsked(request))
            proof = new(null, await means.Vouched.CheckAsync(seen, caller, stop));
        else if (request.Email is not null)
            proof = await means.Proof.CheckAsync(request.SignInToken, stepUp, seen, caller, stop);
        if (proof.Problem is not null)
            return proof.Problem;

        var (account, ended, problem) = await ChangeAsync(seen, realm, request, proof.Value, caller, means, stop);
        if (account is null)
            return problem!;
        if (ended is not null)
            await means.Challenge.CancelProofAsync(account.Realm, ended, stop);
        if (VouchedAddresses.IsAsked(request) && !await means.Courier.DeliverVersionsAsync(means.Db, account.Id, stop))
            return Problem.Unavailable("challenge");
        if (request.Email is not null && await OrderAsync(account, caller, means, stop) is { } refused)
            return refused;
        var (resource, unknown) = await means.Proofs.ShowAsync(account, caller, stop);
        return resource is null ? unknown! : TypedResults.Ok(resource);
    }

    /// <returns>The account as it is now, and the proof of the address that waited until then.</returns>
    private static async Task<(Account? Account, string? Ended, Problem? Problem)> ChangeAsync(
        Account seen, Realm realm, UpdateAccountRequest request, Session? session, Caller caller, UpdateAccountMeans means, CancellationToken stop)
    {
        var db = means.Db;
        using var turn = await means.Turns.TakeAsync(stop);
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.Serializable, stop);
        if (await db.Accounts.SingleOrDefaultAsync(a => a.Id == seen.Id, stop) is not { } account)
            return (null, null, Problem.NotFound());
        if (session is not null && !account.Knows(session.AccountVersion, session.Id))
            return (null, null, new Problem(ProblemKind.InvalidToken, "Another session changed the account and ended this one."));

        if (request.DisplayName is not null || request.Locale is not null || request.Email is null)
        {
            account.Describe(request.DisplayName?.Normalize(NormalizationForm.FormC), request.Locale);
            db.Add(AuditEvents.Row(AuditEvents.AccountUpdated, means.Time, caller.ClientId, account.Realm, account.Id, reason: request.Reason));
        }

        var ended = request.Email is null ? null
            : VouchedAddresses.IsAsked(request) ? await means.Vouched.TakeAsync(account, request, caller, stop)
            : await ReplaceAsync(account, realm, request.Email, session!, caller, means, stop);
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return (account, ended, null);
    }

    /// <summary>The newest address wins; the account's own takes back what waits.</summary>
    private static async Task<string?> ReplaceAsync(
        Account account, Realm realm, string address, Session session, Caller caller, UpdateAccountMeans means, CancellationToken stop)
    {
        var pending = await means.Db.PendingAddresses.SingleOrDefaultAsync(p => p.AccountId == account.Id, stop);
        var ended = pending is { ConfirmedAt: null } ? pending.ChallengeId : null;
        if (account is { Email: { } current, EmailVerified: true } && EmailAddress.AreSame(current, address))
        {
            if (ended is not null)
                means.Db.Remove(pending!);
            return ended;
        }

        pending ??= means.Db.Add(new PendingAddress { AccountId = account.Id }).Entity;
        pending.Begin(address, caller.ClientId, session, means.Proofs.ExpiryOf(realm));
        means.Db.Add(AuditEvents.Row(AuditEvents.EmailChangeBegun, means.Time, caller.ClientId, account.Realm, account.Id, session.Id));
        means.Metrics.Address("begun");
        return ended;
    }

    /// <summary>A refused order (a quota, a disabled kind) leaves nothing that waits; one without an answer may be repeated by a resend.</summary>
    private static async Task<Problem?> OrderAsync(Account account, Caller caller, UpdateAccountMeans means, CancellationToken stop)
    {
        if (await means.Proofs.FindAsync(account.Id, caller, stop) is not { Ordered: false } pending)
            return null;
        var (_, refused) = await means.Proofs.OrderAsync(account, pending, stop);
        if (refused?.Kind.Status < StatusCodes.Status500InternalServerError)
        {
            using var turn = await means.Turns.TakeAsync(stop);
            await means.Db.PendingAddresses.Where(p => p.AccountId == account.Id && p.ChallengeId == pending.ChallengeId).ExecuteDeleteAsync(stop);
        }

        return refused;
    }
}

internal sealed record UpdateAccountMeans(
    RealmCatalog Realms, DirectoryDb Db, WriterTurns Turns, AddressChangeProof Proof, VouchedAddresses Vouched, AddressProofs Proofs,
    ChallengeClient Challenge, OutboxCourier Courier, DirectoryMetrics Metrics, TimeProvider Time);
