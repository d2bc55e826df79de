using Mfa.Challenges.Storage;
using Mfa.ServiceDefaults.OpenApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Secrets;
using Mfa.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Mfa.Challenges;

/// <summary>POST /v1/challenges/{id}/resend: mails the same code once more.</summary>
internal static class ResendCode
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/challenges/{id}/resend", Handle)
        .WithName("resendCode").WithSummary("Mail the same code once more")
        .Refuses(
            ProblemKind.NotFound, ProblemKind.FactorDisabled, ProblemKind.Conflict, ProblemKind.ChallengeOver, ProblemKind.ChallengeLocked,
            ProblemKind.AccountCoolingDown, ProblemKind.MailQuota, ProblemKind.RelyingPartySuspended, ProblemKind.Overloaded);

    private static async Task<Results<Accepted<ChallengeResource>, Problem>> Handle(string id, Caller caller, ChallengeStore store)
    {
        if (!OpaqueId.IsWellFormed(id, "chl_"))
            return Problem.NotFound();
        var answer = await store.ResendAsync(new ResendOrder(id, caller.Realms, new ClientReference(caller.ClientId, caller.ClientVersion), Proof: false));
        return answer.Outcome == "read"
            ? TypedResults.Accepted("/v1/challenges/" + id, ChallengeResource.Of(answer.Read(2, StoreJson.Default.StoredChallenge), null))
            : Refusals.Of(answer);
    }
}
