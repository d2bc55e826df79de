using System.ComponentModel.DataAnnotations;
using Mfa.Challenges.Reports;
using Mfa.Challenges.Storage;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.OpenApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Secrets;
using Mfa.ServiceDefaults.Time;
using Mfa.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Mfa.Challenges;

/// <param name="Token">From the mail's link.</param>
/// <param name="Reason"><c>not-me</c>.</param>
internal sealed record ReportChallengeRequest([property: Required] SecretText? Token, [property: Required] string? Reason);

/// <param name="ReportedAt">When it was reported first.</param>
/// <param name="Challenge">What the report met: <c>canceled</c> (it was open, and is no more), <c>over</c>, or <c>was-approved</c> (every sign-in of the
/// account has ended, and the person is written to).</param>
internal sealed record ReportChallengeResponse(DateTimeOffset ReportedAt, string Challenge);

/// <summary>POST /v1/reports: the person did not ask for the code in a mail. Any relying party of the realm hands it on; repeating it changes nothing.</summary>
internal static partial class ReportChallenge
{
    private const string NotMe = "not-me";
    private const string WasApproved = "was-approved";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/reports", Handle)
        .WithName("reportChallenge").WithSummary("Report that a mailed code was not asked for by the person")
        .Refuses(ProblemKind.NotFound, ProblemKind.InvalidToken, ProblemKind.Overloaded);

    private static async Task<Results<Ok<ReportChallengeResponse>, Problem>> Handle(
        ReportChallengeRequest request, Caller caller, ReportTokens tokens, ChallengeStore store, DirectoryClient directory, StoreClock clock,
        ChallengeMetrics metrics, ILogger<ReportChallengeRequest> logger)
    {
        var errors = new RequestErrors().Require("/token", request.Token?.Reveal(), ReportTokens.Longest)
            .When(request.Reason is not NotMe, "/reason", $"{NotMe}.");
        if (errors.Any)
            return errors.ToProblem();
        if (tokens.Read(request.Token!.Reveal(), clock.Now) is not { } reported)
            return new Problem(ProblemKind.InvalidToken, "This is not the whole link of the mail, or the mail is older than a week.");
        if (!caller.Sees(reported.Realm))
            return Problem.NotFound();

        var answer = await store.ReportAsync(
            new ReportOrder(reported.ChallengeId, reported.Realm, reported.AccountId, new ClientReference(caller.ClientId, caller.ClientVersion)));
        if (answer.Outcome != "reported")
            return Refusals.Of(answer);
        var (at, challenge) = (answer.Number(2), answer.Text(3));
        metrics.Reported(challenge);
        if (challenge == WasApproved)
        {
            Log.LetIn(logger, reported.ChallengeId, reported.AccountId);
            var end = new SessionsEnd(reported.Realm, reported.ChallengeId, caller.ClientId);
            if (await directory.EndSessionsAsync(reported.AccountId, end, CancellationToken.None) is { } problem)
                return problem;
        }

        return TypedResults.Ok(new ReportChallengeResponse(DateTimeOffset.FromUnixTimeMilliseconds(at), challenge));
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Challenge {Challenge} of account {Account} was approved, and its person reports it: somebody else was let in")]
        public static partial void LetIn(ILogger logger, string challenge, string account);
    }
}
