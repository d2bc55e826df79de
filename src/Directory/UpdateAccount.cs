using System.Data;
using System.Text;
using Mfa.Directories.Storage;
using Mfa.Realms;
using Mfa.ServiceDefaults.OpenApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Tokens;
using Mfa.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories;

internal sealed record UpdateAccountRequest(string? DisplayName, string? Locale);

/// <summary>Changes how an account is addressed; what is left out stays as it is.</summary>
internal static class UpdateAccount
{
    public static void Map(IEndpointRouteBuilder accounts) => accounts.MapPatch("/{id}", Handle).WithName(nameof(UpdateAccount))
        .WithSummary("Change an account's display name or locale").Refuses(ProblemKind.NotFound);

    private static async Task<Results<Ok<AccountResource>, Problem>> Handle(
        string id, UpdateAccountRequest request, Caller caller, RealmCatalog realms, DirectoryDb db, WriterTurns turns, TimeProvider time,
        CancellationToken stop)
    {
        var errors = new RequestErrors().Allow("/displayName", request.DisplayName, NewAccount.LongestName).Allow("/locale", request.Locale)
            .When(request.DisplayName is "", "/displayName", "Leave it out, or say a name.");
        if (errors.Any)
            return errors.ToProblem();
        using var turn = await turns.TakeAsync(stop);
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.Serializable, stop);
        if (await db.Accounts.SeenByAsync(caller, id, stop) is not { } account || realms.Find(account.Realm) is not { } realm)
            return Problem.NotFound();
        if (request.Locale is { } locale && !realm.Locales.Contains(locale))
            return errors.Add("/locale", NewAccount.LocalesOf(realm)).ToProblem();
        account.Describe(request.DisplayName?.Normalize(NormalizationForm.FormC), request.Locale);
        db.Add(AuditEvent.Row(AuditEvent.AccountUpdated, time, caller.ClientId, account.Realm, account.Id));
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return TypedResults.Ok(AccountResource.Of(account));
    }
}
