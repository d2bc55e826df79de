using System.Text.Json.Nodes;
using Mfa.Challenges.Storage;
using Mfa.Realms;
using Mfa.ServiceDefaults.Problems;

namespace Mfa.Challenges;

/// <summary>The one place where what the store decided becomes a problem of the contract.</summary>
internal static class Refusals
{
    public static Problem Of(ScriptAnswer answer, Realm? realm = null) => answer.Outcome switch
    {
        "unknown" => Problem.NotFound(),
        "client-unknown" or "client-changed" => new Problem(ProblemKind.Unauthorized, "The client was changed or disabled. Ask for a new access token."),
        "session-over" => InvalidToken(),
        "over" => new Problem(ProblemKind.ChallengeOver, "It was used, canceled or superseded, or its time is up. Create a new challenge."),
        "locked" => new Problem(ProblemKind.ChallengeLocked, "No further code is looked at. Create a new challenge.").With("next", "new-challenge"),
        "cooling" => CoolingDown(answer, realm),
        "disabled" => new Problem(ProblemKind.FactorDisabled, "It works again once it is enrolled anew with another proof."),
        "wait" => new Problem(ProblemKind.WaitForNextCode, "The code was not looked at. Ask for the app's next code.")
        {
            RetryAfter = TimeSpan.FromMilliseconds(answer.Number(2)),
        },
        "unmailed" => new Problem(ProblemKind.Conflict, "No mail is sent for this factor: the person's own app makes the code."),
        "mail-quota" => new Problem(ProblemKind.MailQuota, "No mail was sent. The code of the last one still works as long as its challenge does.")
        {
            RetryAfter = TimeSpan.FromMilliseconds(answer.Number(2)),
            Policy = realm is null ? null : new RateLimitPolicy("mails", realm.Budgets.MailsInTenMinutes, TimeSpan.FromMinutes(10)),
        },
        "suspended" => new Problem(ProblemKind.RelyingPartySuspended, "This client reached its ceiling of mails or wrong codes a minute. Nothing was looked at or sent.")
        {
            RetryAfter = TimeSpan.FromMilliseconds(answer.Number(2)),
        },
        "format" => new RequestErrors().Add("/code", $"A code of the form {answer.Text(2)} is expected; it was not looked at.").ToProblem(),
        "factors-none" => new Problem(ProblemKind.EnrolmentRequired, "The account has no second factor yet. Begin an enrolment."),
        "factor-absent" => new Problem(ProblemKind.FactorNotAllowed, "The account does not use this factor. Choose one that its sign-in listed."),
        "key-reused" => new Problem(ProblemKind.IdempotencyKeyReused, "This Idempotency-Key belongs to a request with another body. Choose a new key."),
        "full" => new Problem(ProblemKind.Overloaded, "What must be kept can't be handed on fast enough. Try again shortly.") { RetryAfter = TimeSpan.FromSeconds(5) },
        _ => throw new DependencyUnavailableException(CodeStore.Name),
    };

    public static Problem InvalidToken() => new(ProblemKind.InvalidToken, "It is expired, spent, overtaken by a change of the account, or for something else.");

    /// <summary>Wrong and replayed codes alike.</summary>
    /// <param name="clockOffset">At an enrolment: by how many seconds the phone is off.</param>
    public static Problem InvalidCode(long attemptsRemaining, string? challengeId, int? clockOffset = null)
    {
        var problem = new Problem(ProblemKind.InvalidCode, attemptsRemaining > 0
            ? "The code is wrong, or it was used before. Ask for the current one." : "The code is wrong, or it was used before. Create a new challenge.");
        if (challengeId is not null)
            problem.With("challengeId", challengeId);
        if (clockOffset is { } seconds)
            problem.With("clockOffsetSeconds", JsonValue.Create(seconds));
        return problem.With("attemptsRemaining", JsonValue.Create(attemptsRemaining));
    }

    private static Problem CoolingDown(ScriptAnswer answer, Realm? realm) =>
        new(ProblemKind.AccountCoolingDown, "Too many wrong codes. No code of this account is looked at until then.")
        {
            RetryAfter = TimeSpan.FromMilliseconds(Math.Max(0, answer.Number(2) - answer.StoreTime)),
            Policy = realm is null ? null : new RateLimitPolicy("wrong-codes", realm.Budgets.AccountWrong, TimeSpan.FromSeconds(realm.Budgets.AccountWindow)),
        };
}
