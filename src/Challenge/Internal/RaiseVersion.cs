using Mfa.Challenges.Storage;
using Mfa.InternalApi;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Mfa.Challenges.Internal;

/// <summary>PUT /internal/factor-sets/{account}/version and /internal/accounts/{account}/version: an owner tells of a change; raises, never lowers.</summary>
internal static class RaiseVersion
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut("/factor-sets/{accountId}/version", (string accountId, VersionRaise raise, CodeStore store) => Handle("factor-version", accountId, raise, store));
        routes.MapPut("/accounts/{accountId}/version", (string accountId, VersionRaise raise, CodeStore store) => Handle("account-version", accountId, raise, store));
    }

    private static async Task<NoContent> Handle(string owner, string accountId, VersionRaise raise, CodeStore store)
    {
        await store.RunAsync(Script.Raise, new RaiseOrder(owner, raise.Realm, accountId, raise.Number, raise.By), StoreJson.Default.RaiseOrder);
        return TypedResults.NoContent();
    }
}
