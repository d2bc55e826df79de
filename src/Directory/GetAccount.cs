using Mfa.Directories.Addresses;
using Mfa.Directories.Storage;
using Mfa.ServiceDefaults.Http;
using Mfa.ServiceDefaults.OpenApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories;

/// <summary>Reads an account; its <c>ETag</c> changes with every change of what it tells.</summary>
internal static class GetAccount
{
    public static void Map(IEndpointRouteBuilder accounts) => accounts.MapGet("/{id}", Handle).WithName(nameof(GetAccount))
        .WithSummary("Read an account").Refuses(ProblemKind.NotFound).Produces(StatusCodes.Status304NotModified);

    private static async Task<Results<Ok<AccountResource>, StatusCodeHttpResult, Problem>> Handle(
        string id, Caller caller, HttpContext context, DirectoryDb db, AddressProofs proofs, CancellationToken stop)
    {
        if (await db.Accounts.AsNoTracking().SeenByAsync(caller, id, stop) is not { } account)
            return Problem.NotFound();
        var (resource, problem) = await proofs.ShowAsync(account, caller, stop);
        if (resource is null)
            return problem!;
        return EntityTag.IsCurrent(context, account.Id, $"{account.Revision}.{account.SecurityChangedAt.ToUnixTimeMilliseconds()}", $"{resource.PendingEmail}")
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified) : TypedResults.Ok(resource);
    }
}
