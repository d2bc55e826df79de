using Mfa.Directories.Domain;
using Mfa.Directories.Storage;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories;

/// <summary>What the other services may know of an account.</summary>
internal static class GetAccountCard
{
    public static void Map(IEndpointRouteBuilder inside) => inside.MapGet("/accounts/{id}", Handle).WithName(nameof(GetAccountCard));

    public static AccountCard CardOf(Account account) =>
        new(account.Realm, account.Id, account.Label, account.DisplayName, account.Locale, account.EmailVerified ? account.Email : null, account.Version);

    private static async Task<Results<Ok<AccountCard>, Problem>> Handle(string id, string realm, DirectoryDb db, CancellationToken stop) =>
        await db.Accounts.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id && a.Realm == realm, stop) is { } account
            ? TypedResults.Ok(CardOf(account)) : Problem.NotFound();
}
