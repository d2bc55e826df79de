using Mfa.Enrollments.Storage;
using Mfa.ServiceDefaults.Http;
using Mfa.ServiceDefaults.OpenApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Enrollments;

/// <summary>GET /v1/accounts/{id}/factors/{fid}: also how a caller finds out what became of a change that was answered with 503.</summary>
internal static class GetFactor
{
    private const string PollAfterSeconds = "2";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/accounts/{id}/factors/{fid}", Handle).WithName("getFactor")
        .WithSummary("Read a factor").Produces(StatusCodes.Status304NotModified).Refuses(ProblemKind.NotFound);

    private static async Task<Results<Ok<FactorResource>, StatusCodeHttpResult, Problem>> Handle(
        [FromRoute(Name = "id")] string accountId, [FromRoute(Name = "fid")] string factorId, Caller caller, EnrollmentDb db, FactorReader reader, TimeProvider time, HttpContext context, CancellationToken stop)
    {
        var factor = await db.Factors.AsNoTracking().VisibleTo(caller, time.GetUtcNow())
            .SingleOrDefaultAsync(f => f.Id == factorId && f.AccountId == accountId, stop);
        if (factor is null)
            return Problem.NotFound();
        var resource = await reader.ReadAsync(factor, stop);
        if (factor.IsUnconfirmed)
            context.Response.Headers.RetryAfter = PollAfterSeconds;
        return EntityTag.IsCurrent(context, resource.Id, resource.Status, resource.Hint, $"{factor.LastUsedAt:O}", $"{factor.ExpiresAt:O}",
            $"{resource.AttemptsRemaining}", $"{resource.ResendAvailableAt:O}", $"{resource.Delivery}")
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified) : TypedResults.Ok(resource);
    }
}
