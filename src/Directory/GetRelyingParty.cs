using System.Globalization;
using Mfa.Directories.Storage;
using Mfa.ServiceDefaults.Http;
using Mfa.ServiceDefaults.OpenApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories;

/// <summary>One relying party or operator.</summary>
internal static class GetRelyingParty
{
    public static void Map(IEndpointRouteBuilder relyingParties) => relyingParties.MapGet("/{id}", Handle).WithName(nameof(GetRelyingParty))
        .WithSummary("Read a relying party").Refuses(ProblemKind.NotFound).Produces(StatusCodes.Status304NotModified);

    private static async Task<Results<Ok<RelyingPartyResource>, StatusCodeHttpResult, Problem>> Handle(
        string id, Caller caller, HttpContext context, DirectoryDb db, CancellationToken stop)
    {
        if (await db.RelyingParties.AsNoTracking().SeenBy(caller).SingleOrDefaultAsync(client => client.Id == id, stop) is not { } client)
            return Problem.NotFound();
        return EntityTag.IsCurrent(context, client.Id, client.ClientVersion.ToString(CultureInfo.InvariantCulture))
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified) : TypedResults.Ok(RelyingPartyResource.Of(client));
    }
}
