using Mfa.Directories.Storage;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories;

/// <summary>A relying party for a service whose copy of it is lost.</summary>
internal static class GetRelyingPartyRecord
{
    public static void Map(IEndpointRouteBuilder inside) => inside.MapGet("/relying-parties/{id}", Handle).WithName(nameof(GetRelyingPartyRecord));

    private static async Task<Results<Ok<RelyingPartyRecord>, Problem>> Handle(string id, DirectoryDb db, CancellationToken stop) =>
        await db.RelyingParties.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, stop) is { } relyingParty
            ? TypedResults.Ok(relyingParty.ToRecord()) : Problem.NotFound();
}
