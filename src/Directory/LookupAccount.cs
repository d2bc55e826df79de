using System.ComponentModel.DataAnnotations;
using Mfa.Directories.Addresses;
using Mfa.Directories.Domain;
using Mfa.Directories.Storage;
using Mfa.ServiceDefaults.OpenApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Mfa.Directories;

internal sealed record LookupAccountRequest([property: Required] string? Realm, [property: Required] string? Identifier);

/// <summary>Finds an account by what its person types. A body, not a query, so that no log on the way keeps the identifier.</summary>
internal static class LookupAccount
{
    public static void Map(IEndpointRouteBuilder accounts) => accounts.MapPost("/lookup", Handle).WithName(nameof(LookupAccount))
        .WithSummary("Find an account by its identifier").Refuses(ProblemKind.NotFound);

    private static async Task<Results<Ok<AccountResource>, Problem>> Handle(
        LookupAccountRequest request, Caller caller, DirectoryDb db, AddressProofs proofs, CancellationToken stop)
    {
        var errors = new RequestErrors().Require("/realm", request.Realm).Require("/identifier", request.Identifier);
        if (errors.Any)
            return errors.ToProblem();
        if (!caller.Sees(request.Realm) || await db.FindByIdentifierAsync(request.Realm!, Identifier.Fold(request.Identifier!), stop) is not { } account)
            return Problem.NotFound();
        var (resource, problem) = await proofs.ShowAsync(account, caller, stop);
        return resource is null ? problem! : TypedResults.Ok(resource);
    }
}
