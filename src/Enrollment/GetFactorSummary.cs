using Mfa.Enrollments.Storage;
using Mfa.InternalApi;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Enrollments;

/// <summary>GET /internal/factor-summaries/{accountId}?realm=: what a sign-in's answer tells of the account's factors.</summary>
internal static class GetFactorSummary
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes.MapGet("/factor-summaries/{accountId}", Handle);

    private static async Task<Ok<FactorSummary>> Handle(string accountId, string realm, EnrollmentDb db, CancellationToken stop) =>
        TypedResults.Ok(await ReadAsync(db, realm, accountId, stop));

    internal static async Task<FactorSummary> ReadAsync(EnrollmentDb db, string realm, string accountId, CancellationToken stop)
    {
        // The version first: a token made with it dies when a change came between the reads, and never lives on it.
        var account = await GetFactorSet.AccountOfAsync(db, realm, accountId, stop);
        var factors = await db.Factors.AsNoTracking().Where(f => f.Realm == realm && f.AccountId == accountId && f.Place != null)
            .OrderBy(f => f.CreatedAt).Select(f => new SummarisedFactor(f.Id, f.Type, f.Status, f.Hint)).ToListAsync(stop);
        var left = await GetFactorSet.CodesLeftAsync(db, realm, accountId, stop);
        return new FactorSummary(
            account?.Version ?? 0, account?.VersionBy, account?.ChangedAt?.ToUnixTimeMilliseconds() ?? 0, account?.Owed ?? false, left, factors);
    }
}
