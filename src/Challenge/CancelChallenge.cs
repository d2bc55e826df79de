using Mfa.Challenges.Storage;
using Mfa.ServiceDefaults.OpenApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Secrets;
using Mfa.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Mfa.Challenges;

/// <summary>POST /v1/challenges/{id}/cancel: ends a pending challenge; canceling twice is canceling once.</summary>
internal static class CancelChallenge
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/challenges/{id}/cancel", Handle)
        .WithName("cancelChallenge").WithSummary("End a pending challenge").Refuses(ProblemKind.NotFound, ProblemKind.ChallengeOver);

    private static async Task<Results<Ok<ChallengeResource>, Problem>> Handle(string id, Caller caller, ChallengeStore store)
    {
        if (!OpaqueId.IsWellFormed(id, "chl_"))
            return Problem.NotFound();
        var answer = await store.ReadAsync(new ReadOrder(id, caller.Realms, new ClientReference(caller.ClientId, caller.ClientVersion), Proof: false, Cancel: true));
        return answer.Outcome == "read" ? TypedResults.Ok(ChallengeResource.Of(answer.Read(2, StoreJson.Default.StoredChallenge), null)) : Refusals.Of(answer);
    }
}
