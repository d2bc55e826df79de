using System.Text.Json;
using Mfa.Challenges.Assertions;
using Mfa.Challenges.Storage;
using Mfa.ServiceDefaults.Secrets;

namespace Mfa.Challenges;

/// <summary>A challenge as its relying party sees it.</summary>
/// <param name="Status"><c>pending</c>, <c>approved</c>, <c>expired</c>, <c>canceled</c>, <c>locked</c> or <c>superseded</c>.</param>
/// <param name="SessionIdentifier">Three digits to show beside the code's input; a mail of this challenge repeats them.</param>
/// <param name="Format">What a code looks like: <c>digits-6</c>, <c>digits-8</c> or <c>recovery-16</c>.</param>
/// <param name="Assertion">For 60 s after a sign-in's approval.</param>
/// <param name="StepUpToken">For 60 s after a manage challenge's approval.</param>
internal sealed record ChallengeResource(
    string Id, string AccountId, string Factor, string Purpose, string Status, string SessionIdentifier, string? Format, string? Hint,
    DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, int AttemptsRemaining, DisclosedText? Assertion, DisclosedText? StepUpToken)
{
    public static ChallengeResource Of(StoredChallenge stored, Approval? approval) => new(
        stored.Id, stored.AccountId, stored.Kind, stored.Purpose, stored.Status, stored.Identifier!, stored.Format, stored.Hint,
        DateTimeOffset.FromUnixTimeMilliseconds(stored.CreatedAt), DateTimeOffset.FromUnixTimeMilliseconds(stored.ExpiresAt),
        AttemptsOf(stored), approval?.Assertion, approval?.StepUpToken);

    public static int AttemptsOf(StoredChallenge stored) => stored.Status == "pending"
        ? Math.Max(0, JsonSerializer.Deserialize(stored.Budgets, StoreJson.Default.BudgetFigures)!.ChallengeWrong - stored.Attempts) : 0;
}
