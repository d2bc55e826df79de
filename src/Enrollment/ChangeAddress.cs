using Mfa.Enrollments.Storage;
using Mfa.InternalApi;
using Mfa.Realms;
using Mfa.ServiceDefaults.Problems;
using Mfa.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Mfa.Enrollments;

/// <summary>
/// PUT /internal/accounts/{id}/address: the account's verified address is another, and the e-mail factor is that address. Told late or again it changes
/// nothing; a factor that was proved at an older address is not confirmed any more.
/// </summary>
internal static class ChangeAddress
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes.MapPut("/accounts/{id}/address", Handle);

    private static async Task<Results<NoContent, Problem>> Handle(
        string id, AddressChange address, EnrollmentDb db, WriterTurns turns, RealmCatalog realms, CancellationToken stop)
    {
        if (realms.Find(address.Realm) is null)
            return Problem.NotFound();
        using var turn = await turns.TakeAsync(stop);
        await using var change = await db.Database.BeginTransactionAsync(stop);
        var held = await db.HoldAsync(address.Realm, id, stop);
        held.Readdress(address.Hint, address.Version);
        await db.SaveChangesAsync(stop);
        await change.CommitAsync(stop);
        return TypedResults.NoContent();
    }
}
