using Mfa.Challenges.Storage;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Mfa.Challenges.Internal;

/// <summary>
/// PUT /internal/accounts/{account}/erasure: the account is no more, and with it its open challenges, its factors' copy and its counters. Told again it changes
/// nothing.
/// </summary>
internal static class EraseAccount
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPut("/accounts/{accountId}/erasure", Handle).RequireService("directory");

    private static async Task<NoContent> Handle(string accountId, AccountErasure erasure, CodeStore store)
    {
        await store.RunAsync(Script.Erase, new EraseOrder(erasure.Realm, accountId, erasure.Proofs ?? []), StoreJson.Default.EraseOrder);
        return TypedResults.NoContent();
    }
}
