using System.ComponentModel.DataAnnotations;
using System.Data;
using Mfa.Directories.Accounts;
using Mfa.Directories.Addresses;
using Mfa.Directories.Audits;
using Mfa.Directories.Domain;
using Mfa.Directories.Passwords;
using Mfa.Directories.Storage;
using Mfa.Realms;
using Mfa.ServiceDefaults.OpenApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Secrets;
using Mfa.ServiceDefaults.Tokens;
using Mfa.Storage;
using Mfa.Storage.Idempotency;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories;

internal sealed record CreateAccountRequest(
    [property: Required] string? Realm, [property: Required] IReadOnlyList<IdentifierRequest?>? Identifiers, string? Email, bool? EmailVerified,
    string? DisplayName, string? Locale, [property: Required] SecretText? Password);

internal sealed record IdentifierRequest([property: Required] string? Type, [property: Required] string? Value);

/// <summary>
/// A relying party makes an account with its first password. An address that it does not vouch for is mailed a code; until that is confirmed the account
/// signs nobody in, and after a day without it is erased.
/// </summary>
internal static class CreateAccount
{
    public static void Map(IEndpointRouteBuilder accounts) => accounts.MapPost("", Handle).WithName(nameof(CreateAccount))
        .WithSummary("Make an account").Refuses(ProblemKind.NotFound, ProblemKind.IdentifierTaken, ProblemKind.WeakPassword)
        .Refuses(ProblemKind.IdempotencyKeyInProgress, ProblemKind.IdempotencyKeyReused, ProblemKind.Overloaded);

    private static async Task<Results<Created<AccountResource>, Problem>> Handle(
        CreateAccountRequest request, [FromHeader(Name = IdempotentRequest.Header)] string? idempotencyKey, Caller caller,
        [AsParameters] CreateAccountMeans means, CancellationToken stop)
    {
        if (NewAccount.ShapeErrors(request) is { Any: true } shape)
            return shape.ToProblem();
        if (!caller.Sees(request.Realm) || means.Realms.Find(request.Realm) is not { } realm)
            return Problem.NotFound();
        if (await RefusalAsync(request, realm, caller, means.Db, stop) is { } refusal)
            return refusal;
        if (NewAccount.Read(request, realm, means.Time.GetUtcNow(), out var problem) is not { } made)
            return problem!;

        var once = await ClaimAsync(request, idempotencyKey, caller, means, stop);
        if (once.Problem is not null)
            return once.Problem;
        if (once.Made is not null)
            return await means.Db.Accounts.AsNoTracking().SeenByAsync(caller, once.Made, stop) is { } earlier
                ? await AnswerAsync(earlier, caller, means, stop) : Problem.NotFound();
        var failure = await once.RunAsync(means.Db, () => MakeAsync(made, realm, request, caller, once, means, stop), failed => failed is null);
        return failure is null ? await AnswerAsync(made, caller, means, stop) : failure;
    }

    /// <summary>The code of an address that is to be confirmed is mailed now, also by the repeat of a request that Challenge did not answer.</summary>
    private static async Task<Results<Created<AccountResource>, Problem>> AnswerAsync(
        Account account, Caller caller, CreateAccountMeans means, CancellationToken stop)
    {
        var (resource, problem) = await means.Proofs.OrderAndShowAsync(account, caller, stop);
        return resource is null ? problem! : TypedResults.Created($"/v1/accounts/{account.Id}", resource);
    }

    private static async Task<Problem?> RefusalAsync(CreateAccountRequest request, Realm realm, Caller caller, DirectoryDb db, CancellationToken stop)
    {
        if (realm.AccountsMadeBy == AccountOrigin.Signature)
            return new Problem(ProblemKind.Forbidden, "Accounts of this realm are made with an electronic signature.");
        if (request.EmailVerified is true && !await db.RelyingParties.AnyAsync(r => r.Id == caller.ClientId && r.MayVouchForEmail, stop))
            return new Problem(ProblemKind.Forbidden, "This relying party may not vouch for addresses: send emailVerified false.");
        return null;
    }

    private static async Task<IdempotentRequest> ClaimAsync(
        CreateAccountRequest request, string? key, Caller caller, CreateAccountMeans means, CancellationToken stop)
    {
        using var turn = key is null ? null : await means.Turns.TakeAsync(stop);
        return await IdempotentRequest.BeginAsync(means.Db, key, caller.ClientId, NewAccount.Members(request), means.Keys.Hash, means.Time, stop);
    }

    private static async Task<Problem?> MakeAsync(
        Account account, Realm realm, CreateAccountRequest request, Caller caller, IdempotentRequest once, CreateAccountMeans means, CancellationToken stop)
    {
        foreach (var identifier in account.Identifiers)
            if (await means.Db.FindByIdentifierAsync(realm.Id, identifier.Normalised, stop) is not null)
                return Taken();
        if (await means.Hashing.HashAsync(request.Password!, realm, stop) is not { } hash)
            return HashingSlots.Overloaded();
        account.SetPassword(hash);
        using var turn = await means.Turns.TakeAsync(stop);
        await using var transaction = await means.Db.Database.BeginTransactionAsync(IsolationLevel.Serializable, stop);
        if (await means.Reserved.HasOneOfAsync(account, stop))
            return Taken();
        means.Db.Add(account);
        if (account.IsUnconfirmed)
            AwaitConfirmation(account, realm, request.Email!, caller, means);
        means.Db.Add(AuditEvents.Row(AuditEvents.AccountCreated, means.Time, caller.ClientId, realm.Id, account.Id));
        once.Done(account.Id);
        try
        {
            await means.Db.SaveChangesAsync(stop);
            await transaction.CommitAsync(stop);
            return null;
        }
        catch (DbUpdateException taken) when (taken.IsUniqueViolation())
        {
            return Taken();
        }
    }

    private static void AwaitConfirmation(Account account, Realm realm, string address, Caller caller, CreateAccountMeans means)
    {
        var pending = new PendingAddress { AccountId = account.Id };
        pending.Begin(address, caller.ClientId, session: null, means.Proofs.ExpiryOf(realm));
        means.Db.Add(pending);
        means.Metrics.Address("begun");
    }

    /// <summary>By a living account or, for a while, by one that was erased: nobody learns which.</summary>
    private static Problem Taken() => new(ProblemKind.IdentifierTaken, "An account of this realm has one of these identifiers.");
}

internal sealed record CreateAccountMeans(
    RealmCatalog Realms, DirectoryDb Db, WriterTurns Turns, PasswordHashing Hashing, AddressProofs Proofs, ReservedIdentifiers Reserved, DirectoryKeys Keys,
    DirectoryMetrics Metrics, TimeProvider Time);
