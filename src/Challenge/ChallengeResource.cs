using System.Text.Json;
using Mfa.Challenges.Assertions;
using Mfa.Challenges.Storage;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.Secrets;

namespace Mfa.Challenges;

/// <summary>A challenge as its relying party sees it.</summary>
/// <param name="Status"><c>pending</c>, <c>approved</c>, <c>expired</c>, <c>canceled</c>, <c>locked</c> or <c>superseded</c>.</param>
/// <param name="SessionIdentifier">Three digits to show beside the code's input; a mail of this challenge repeats them.</param>
/// <param name="Format">What a code looks like: <c>digits-6</c>, <c>digits-8</c> or <c>recovery-16</c>.</param>
/// <param name="ResendAvailableAt">From when the same code may be mailed once more; null when it may not.</param>
/// <param name="Delivery">What became of the code's mail; null where none is sent.</param>
/// <param name="Assertion">For 60 s after a sign-in's approval.</param>
/// <param name="StepUpToken">For 60 s after a manage challenge's approval.</param>
internal sealed record ChallengeResource(
    string Id, string AccountId, string Factor, string Purpose, string Status, string SessionIdentifier, string? Format, string? Hint,
    DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, int AttemptsRemaining, DateTimeOffset? ResendAvailableAt, Delivery? Delivery,
    DisclosedText? Assertion, DisclosedText? StepUpToken)
{
    public static ChallengeResource Of(StoredChallenge stored, Approval? approval) => new(
        stored.Id, stored.AccountId, stored.Kind, stored.Purpose, stored.Status, stored.Identifier!, stored.Format, stored.Hint,
        At(stored.CreatedAt), At(stored.ExpiresAt), AttemptsOf(stored), ResendOf(stored) is { } resend ? At(resend) : null, DeliveryOf(stored),
        approval?.Assertion, approval?.StepUpToken);

    public static int AttemptsOf(StoredChallenge stored) => stored.Status == "pending" ? Math.Max(0, BudgetsOf(stored).ChallengeWrong - stored.Attempts) : 0;

    /// <returns>Milliseconds on the store's clock; null when the mail can't be sent again. The account's quota may make it wait longer.</returns>
    public static long? ResendOf(StoredChallenge stored) =>
        stored is { Status: "pending", SentAt: { } sent } && BudgetsOf(stored) is var budgets && stored.Sends <= budgets.MailResends
            ? sent + (budgets.MailResendPause * 1000L) : null;

    public static Delivery? DeliveryOf(StoredChallenge stored) => stored.Delivery is { } state
        ? new Delivery(state, At(stored.DeliveryAt ?? stored.CreatedAt), stored.DeliveryAttempts ?? 0, stored.SmtpReply) : null;

    private static BudgetFigures BudgetsOf(StoredChallenge stored) => JsonSerializer.Deserialize(stored.Budgets, StoreJson.Default.BudgetFigures)!;

    private static DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
