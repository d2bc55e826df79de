using Mfa.Challenges.Assertions;
using Mfa.Challenges.Storage;
using Mfa.ServiceDefaults.Http;
using Mfa.ServiceDefaults.OpenApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Secrets;
using Mfa.ServiceDefaults.Time;
using Mfa.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Mfa.Challenges;

/// <summary>GET /v1/challenges/{id}: its state; for 60 s after an approval also what the approval yielded.</summary>
internal static class GetChallenge
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/challenges/{id}", Handle)
        .WithName("getChallenge").WithSummary("Read a challenge; for a minute after its approval also what it yielded").Refuses(ProblemKind.NotFound);

    private static async Task<Results<Ok<ChallengeResource>, StatusCodeHttpResult, Problem>> Handle(
        string id, Caller caller, HttpContext context, ChallengeStore store, Approvals approvals, StoreClock clock)
    {
        if (!OpaqueId.IsWellFormed(id, "chl_"))
            return Problem.NotFound();
        var answer = await store.ReadAsync(new ReadOrder(id, caller.Realms, new ClientReference(caller.ClientId, caller.ClientVersion), Proof: false, Cancel: false));
        if (answer.Outcome != "read")
            return Refusals.Of(answer);
        var challenge = answer.Read(2, StoreJson.Default.StoredChallenge);
        if (challenge.Status == "pending")
            context.Response.Headers.RetryAfter = "2";
        var approval = approvals.Repeat(challenge, clock.Now);
        return EntityTag.IsCurrent(context, challenge.Id, challenge.Status, $"{challenge.Attempts}", $"{approval is not null}",
            $"{challenge.Sends} {challenge.Delivery} {challenge.DeliveryAttempts}")
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified) : TypedResults.Ok(ChallengeResource.Of(challenge, approval));
    }
}
