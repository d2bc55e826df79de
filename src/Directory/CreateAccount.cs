using System.ComponentModel.DataAnnotations;
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

/// <summary>A relying party makes an account with its first password.</summary>
internal static class CreateAccount
{
    public static void Map(IEndpointRouteBuilder accounts) => accounts.MapPost("", Handle).WithName(nameof(CreateAccount)).WithSummary("Make an account").Refuses(
        ProblemKind.NotFound, ProblemKind.IdentifierTaken, ProblemKind.WeakPassword, ProblemKind.IdempotencyKeyInProgress, ProblemKind.IdempotencyKeyReused,
        ProblemKind.Overloaded);

    private static async Task<Results<Created<AccountResource>, Problem>> Handle(
        CreateAccountRequest request, [FromHeader(Name = IdempotentRequest.Header)] string? idempotencyKey, Caller caller, RealmCatalog realms,
        DirectoryDb db, PasswordHashing hashing, DirectoryKeys keys, TimeProvider time, CancellationToken stop)
    {
        if (NewAccount.ShapeErrors(request) is { Any: true } shape)
            return shape.ToProblem();
        if (!caller.Sees(request.Realm) || realms.Find(request.Realm) is not { } realm)
            return Problem.NotFound();
        if (await RefusalAsync(request, realm, caller, db, stop) is { } refusal)
            return refusal;
        if (NewAccount.Read(request, realm, time.GetUtcNow(), out var problem) is not { } made)
            return problem!;

        var once = await IdempotentRequest.BeginAsync(db, idempotencyKey, caller.ClientId, NewAccount.Members(request), keys.Hash, time, stop);
        if (once.Problem is not null)
            return once.Problem;
        if (once.Made is not null)
            return await db.Accounts.AsNoTracking().SeenByAsync(caller, once.Made, stop) is { } earlier ? Answer(earlier) : Problem.NotFound();

        if (await MakeAsync(made, realm, request.Password!, caller, once, db, hashing, time, stop) is { } failure)
        {
            await once.AbandonAsync(db, stop);
            return failure;
        }

        return Answer(made);
    }

    private static Created<AccountResource> Answer(Account account) => TypedResults.Created($"/v1/accounts/{account.Id}", AccountResource.Of(account));

    private static async Task<Problem?> RefusalAsync(CreateAccountRequest request, Realm realm, Caller caller, DirectoryDb db, CancellationToken stop)
    {
        if (realm.AccountsMadeBy == AccountOrigin.Signature)
            return new Problem(ProblemKind.Forbidden, "Accounts of this realm are made with an electronic signature.");
        if (request.EmailVerified is true && !await db.RelyingParties.AnyAsync(r => r.Id == caller.ClientId && r.MayVouchForEmail, stop))
            return new Problem(ProblemKind.Forbidden, "This relying party may not vouch for addresses: send emailVerified false.");
        return null;
    }

    private static async Task<Problem?> MakeAsync(
        Account account, Realm realm, SecretText password, Caller caller, IdempotentRequest once, DirectoryDb db, PasswordHashing hashing, TimeProvider time,
        CancellationToken stop)
    {
        foreach (var identifier in account.Identifiers)
            if (await db.FindByIdentifierAsync(realm.Id, identifier.Normalised, stop) is not null)
                return Taken();
        if (await hashing.HashAsync(password, realm, stop) is not { } hash)
            return HashingSlots.Overloaded();
        account.SetPassword(hash);
        db.Add(account);
        db.Add(AuditEvent.Row(AuditEvent.AccountCreated, time, caller.ClientId, realm.Id, account.Id));
        once.Done(account.Id);
        try
        {
            await db.SaveChangesAsync(stop);
            return null;
        }
        catch (DbUpdateException taken) when (taken.IsUniqueViolation())
        {
            return Taken();
        }
    }

    private static Problem Taken() => new(ProblemKind.IdentifierTaken, "An account of this realm has one of these identifiers.");
}
