using Mfa.Enrollments.Storage;
using Mfa.InternalApi;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Enrollments;

/// <summary>PUT /internal/relying-parties/{id}: Directory's record in its newest version; an older one that comes late changes nothing.</summary>
internal static class StoreRelyingParty
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes.MapPut("/relying-parties/{id}", Handle);

    private static async Task<NoContent> Handle(string id, RelyingPartyRecord record, EnrollmentDb db, CancellationToken stop)
    {
        await StoreAsync(record with { Id = id }, db, stop);
        return TypedResults.NoContent();
    }

    internal static Task StoreAsync(RelyingPartyRecord record, EnrollmentDb db, CancellationToken stop) => db.Database.ExecuteSqlAsync(
        $"""
        INSERT INTO "RelyingParties" ("Id", "Status", "ClientVersion") VALUES ({record.Id}, {record.Status}, {record.ClientVersion})
        ON CONFLICT ("Id") DO UPDATE SET "Status" = excluded."Status", "ClientVersion" = excluded."ClientVersion"
        WHERE "RelyingParties"."ClientVersion" <= excluded."ClientVersion"
        """, stop);
}
