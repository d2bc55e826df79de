using Mfa.Directories.Storage;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories;

/// <param name="Next">The cursor of the next page; null on the last.</param>
internal sealed record RelyingPartyPage(IReadOnlyList<RelyingPartyResource> Items, string? Next);

/// <summary>All clients that the caller may see, in the order of their ids, which say nothing.</summary>
internal static class ListRelyingParties
{
    public static void Map(IEndpointRouteBuilder relyingParties) => relyingParties.MapGet("", Handle).WithName(nameof(ListRelyingParties))
        .WithSummary("List relying parties and operators");

    private static async Task<Results<Ok<RelyingPartyPage>, Problem>> Handle(
        int? limit, string? after, Caller caller, DirectoryDb db, CancellationToken stop)
    {
        if (new RequestErrors().CheckLimit(limit) is { Any: true } errors)
            return errors.ToProblem();
        // There are hundreds at most. They are sorted here, so that their order is the same whatever the database's.
        var seen = await db.RelyingParties.AsNoTracking().SeenBy(caller).ToListAsync(stop);
        if (after is not null && !seen.Exists(client => client.Id == after))
            return new RequestErrors().Add("after", "The cursor of an earlier page.").ToProblem();
        var most = limit ?? Pages.DefaultLimit;
        var read = seen.Where(client => string.CompareOrdinal(client.Id, after) > 0).OrderBy(client => client.Id, StringComparer.Ordinal).ToArray();
        return TypedResults.Ok(new RelyingPartyPage([.. read.Take(most).Select(client => RelyingPartyResource.Of(client))], read.Length > most ? read[most - 1].Id : null));
    }
}
