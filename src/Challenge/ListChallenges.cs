using System.Globalization;
using Mfa.Challenges.Storage;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.OpenApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Secrets;
using Mfa.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Mfa.Challenges;

/// <param name="Next">The cursor of the next page; null on the last.</param>
internal sealed record ChallengePage(IReadOnlyList<ListedChallenge> Items, string? Next);

/// <summary>A challenge as operators and auditors see it: nothing in it that a person or a relying party proves anything with.</summary>
/// <param name="RelyingParty">Who created it.</param>
/// <param name="Status"><c>pending</c>, <c>approved</c>, <c>expired</c>, <c>canceled</c>, <c>locked</c> or <c>superseded</c>.</param>
/// <param name="EndedAt">When it was approved, canceled or locked; null while it is open, and of one that was only overtaken by time or a change.</param>
/// <param name="Delivery">What became of the code's mail; null where none is sent.</param>
internal sealed record ListedChallenge(
    string Id, string AccountId, string RelyingParty, string Factor, string Purpose, string Status, string? Format, string? Hint, string? Service,
    DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? EndedAt, int AttemptsRemaining, Delivery? Delivery)
{
    public static ListedChallenge Of(StoredChallenge stored) => new(
        stored.Id, stored.AccountId, stored.RelyingParty, stored.Kind, stored.Purpose, stored.Status, stored.Format, stored.Hint, stored.Service,
        DateTimeOffset.FromUnixTimeMilliseconds(stored.CreatedAt), DateTimeOffset.FromUnixTimeMilliseconds(stored.ExpiresAt),
        stored.EndedAt is { } ended ? DateTimeOffset.FromUnixTimeMilliseconds(ended) : null, ChallengeResource.AttemptsOf(stored),
        ChallengeResource.DeliveryOf(stored));
}

/// <summary>
/// GET /v1/challenges?accountId=: an account's open challenges and those that ended in the last quarter of an hour, newest first, as far as the store remembers
/// them. An account that nobody knows here has none.
/// </summary>
internal static class ListChallenges
{
    private const int DefaultLimit = 50;
    private const int LargestLimit = 200;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/challenges", Handle).WithName("listChallenges")
        .WithSummary("List an account's open and lately ended challenges").Refuses();

    private static async Task<Results<Ok<ChallengePage>, Problem>> Handle(
        string? accountId, int? limit, string? after, Caller caller, HttpContext context, ChallengeStore store)
    {
        var cursor = Parse(after);
        var errors = new RequestErrors()
            .When(accountId is null, "accountId", "This parameter is required.")
            .When(accountId is not null && !OpaqueId.IsWellFormed(accountId, "acc_"), "accountId", "This is not an account's id (acc_…).")
            .When(limit is < 1 or > LargestLimit, "limit", $"1 to {LargestLimit}.")
            .When(after is not null && cursor is null, "after", "The cursor of an earlier page.");
        if (errors.Any)
            return errors.ToProblem();
        context.Response.Headers.CacheControl = "no-store";
        var most = limit ?? DefaultLimit;
        var answer = await store.ListAsync(
            new ListOrder(accountId!, caller.Realms, new ClientReference(caller.ClientId, caller.ClientVersion), most, cursor));
        if (answer.Outcome != "listed")
            return Refusals.Of(answer);
        var read = Enumerable.Range(2, answer.Count - 2).Select(at => answer.Read(at, StoreJson.Default.StoredChallenge)).ToArray();
        var shown = read.Take(most).ToArray();
        return TypedResults.Ok(new ChallengePage([.. shown.Select(ListedChallenge.Of)], read.Length > most ? TextOf(shown[^1]) : null));
    }

    private static string TextOf(StoredChallenge last) => string.Create(CultureInfo.InvariantCulture, $"{last.CreatedAt}.{last.Id}");

    private static ListCursor? Parse(string? text) =>
        text?.IndexOf('.', StringComparison.Ordinal) is { } dot and > 0
        && long.TryParse(text.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var at)
        && OpaqueId.IsWellFormed(text[(dot + 1)..], "chl_") ? new ListCursor(at, text[(dot + 1)..]) : null;
}
