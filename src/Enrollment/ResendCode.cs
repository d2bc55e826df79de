using Mfa.Enrollments.Storage;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.OpenApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Enrollments;

/// <summary>POST …/{fid}/resend: the same code in another mail; the first mail's code stays good.</summary>
internal static class ResendCode
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/accounts/{id}/factors/{fid}/resend", Handle).WithName("resendFactorCode")
        .WithSummary("Send the mailed code of an unconfirmed factor once more")
        .Refuses(ProblemKind.NotFound, ProblemKind.Conflict, ProblemKind.ChallengeOver, ProblemKind.ChallengeLocked, ProblemKind.AccountCoolingDown,
            ProblemKind.MailQuota, ProblemKind.RelyingPartySuspended, ProblemKind.Overloaded);

    private static async Task<Results<Accepted<FactorResource>, Problem>> Handle(
        [FromRoute(Name = "id")] string accountId, [FromRoute(Name = "fid")] string factorId, Caller caller, EnrollmentDb db, ChallengeClient challenge,
        TimeProvider time, CancellationToken stop)
    {
        var factor = await db.Factors.AsNoTracking().VisibleTo(caller, time.GetUtcNow())
            .SingleOrDefaultAsync(f => f.Id == factorId && f.AccountId == accountId, stop);
        if (factor is null)
            return Problem.NotFound();
        if (!factor.AwaitsMail)
            return new Problem(ProblemKind.Conflict, "This factor waits for no mailed code.");
        var sent = await challenge.ResendProofAsync(factor.Realm, factor.ChallengeId, stop);
        return sent.Value is { } state
            ? TypedResults.Accepted($"/v1/accounts/{accountId}/factors/{factorId}", FactorResource.OfPending(factor, state)) : sent.Problem!;
    }
}
