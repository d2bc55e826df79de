using System.ComponentModel.DataAnnotations;
using Mfa.Challenges.Assertions;
using Mfa.Challenges.Domain;
using Mfa.Challenges.Storage;
using Mfa.ServiceDefaults.OpenApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Secrets;
using Mfa.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Mfa.Challenges;

internal sealed record VerifyChallengeRequest([property: Required] SecretText? Code);

/// <param name="Assertion">Of a sign-in; null otherwise.</param>
/// <param name="StepUpToken">Of a manage challenge; null otherwise.</param>
internal sealed record VerifyChallengeResponse(string Id, string Status, DisclosedText? Assertion, DisclosedText? StepUpToken);

/// <summary>POST /v1/challenges/{id}/verify: looks at one code, once.</summary>
internal static class VerifyChallenge
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/challenges/{id}/verify", Handle)
        .WithName("verifyChallenge").WithSummary("Look at one code")
        .Refuses(
            ProblemKind.NotFound, ProblemKind.FactorDisabled, ProblemKind.ChallengeOver, ProblemKind.InvalidCode, ProblemKind.ChallengeLocked,
            ProblemKind.AccountCoolingDown, ProblemKind.RelyingPartySuspended, ProblemKind.WaitForNextCode, ProblemKind.Overloaded);

    private static async Task<Results<Ok<VerifyChallengeResponse>, Problem>> Handle(
        string id, VerifyChallengeRequest request, Caller caller, CodeCheck check, Approvals approvals)
    {
        if (request.Code is null || CodeFormat.Of(request.Code.Reveal()) is not { } format)
            return MalformedCode(request.Code is null);
        if (!OpaqueId.IsWellFormed(id, "chl_"))
            return Problem.NotFound();
        var order = new ChargeOrder(check.NewCharge(), format)
        {
            Id = id,
            Client = new ClientReference(caller.ClientId, caller.ClientVersion),
            Realms = caller.Realms,
        };
        return await check.RunAsync(order, request.Code.Reveal()) switch
        {
            VerifyOutcome.Approved { Challenge: var challenge } when approvals.Of(challenge) is var approval =>
                TypedResults.Ok(new VerifyChallengeResponse(challenge.Id, challenge.Status, approval.Assertion, approval.StepUpToken)),
            VerifyOutcome.Wrong wrong => Refusals.InvalidCode(wrong.AttemptsRemaining, null),
            VerifyOutcome.Excused excused => excused.Why,
            VerifyOutcome.Refused refused => Refusals.Of(refused.Answer),
            _ => throw new InvalidOperationException("A challenge's code can't be repeated."),
        };
    }

    internal static Problem MalformedCode(bool missing) =>
        new RequestErrors().Add("/code", missing ? "This member is required." : "This is not of the form of a code; it was not looked at.").ToProblem();

    /// <summary>The code belongs to a step that may have been used before the code store was restarted.</summary>
    internal static Problem NextCode() =>
        new(ProblemKind.WaitForNextCode, "This code can't be told from a used one. Ask for the app's next code.")
        {
            RetryAfter = TimeSpan.FromSeconds(30),
        };
}
