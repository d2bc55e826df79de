using Mfa.Challenges.Storage;
using Mfa.InternalApi;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Mfa.Challenges.Internal;

/// <summary>PUT /internal/relying-parties/{id}: Directory tells of a relying party; an older record never replaces a newer one.</summary>
internal static class StoreRelyingParty
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPut("/relying-parties/{id}", Handle);

    private static async Task<Results<NoContent, BadRequest>> Handle(string id, RelyingPartyRecord record, RelyingParties clients)
    {
        if (record.Id != id)
            return TypedResults.BadRequest();
        await clients.StoreAsync(record);
        return TypedResults.NoContent();
    }
}
