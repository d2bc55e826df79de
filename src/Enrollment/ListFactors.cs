using System.Globalization;
using Mfa.Enrollments.Domain;
using Mfa.Enrollments.Storage;
using Mfa.ServiceDefaults.OpenApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Enrollments;

/// <param name="Next">The cursor of the next page; null on the last.</param>
internal sealed record FactorPage(IReadOnlyList<FactorResource> Items, string? Next);

/// <summary>GET /v1/accounts/{id}/factors, oldest first.</summary>
internal static class ListFactors
{
    private const int DefaultLimit = 50;
    private const int LargestLimit = 200;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/accounts/{id}/factors", Handle).WithName("listFactors")
        .WithSummary("List an account's factors").Refuses(ProblemKind.NotFound);

    private static async Task<Results<Ok<FactorPage>, Problem>> Handle(
        [FromRoute(Name = "id")] string accountId, int? limit, string? after, Caller caller, EnrollmentDb db, AccountRealms accounts, FactorReader reader, TimeProvider time,
        CancellationToken stop)
    {
        var errors = new RequestErrors().When(limit is < 1 or > LargestLimit, "limit", $"1 to {LargestLimit}.");
        var cursor = Cursor.Parse(after);
        if (errors.When(after is not null && cursor is null, "after", "The cursor of an earlier page.").Any)
            return errors.ToProblem();
        if (await accounts.FindAsync(accountId, caller, stop) is not { } realm)
            return Problem.NotFound();

        // An account has a handful of factors: they are put in order here.
        var factors = await db.Factors.AsNoTracking().VisibleTo(caller, time.GetUtcNow()).Where(f => f.Realm == realm.Id && f.AccountId == accountId)
            .ToListAsync(stop);
        var rest = factors.OrderBy(factor => factor.CreatedAt).ThenBy(factor => factor.Id, StringComparer.Ordinal)
            .Where(factor => cursor?.IsBefore(factor) != false).ToArray();
        var page = rest.Take(limit ?? DefaultLimit).ToArray();
        var items = new List<FactorResource>(page.Length);
        foreach (var factor in page)
            items.Add(await reader.ReadAsync(factor, stop));
        return TypedResults.Ok(new FactorPage(items, page.Length < rest.Length ? Cursor.Of(page[^1]).ToString() : null));
    }

    /// <summary>A place in the order: an instant in milliseconds and, within it, an id.</summary>
    private readonly record struct Cursor(long CreatedAt, string Id)
    {
        public static Cursor Of(Factor factor) => new(factor.CreatedAt.ToUnixTimeMilliseconds(), factor.Id);

        public static Cursor? Parse(string? text) =>
            text?.IndexOf('.', StringComparison.Ordinal) is { } dot and > 0
            && long.TryParse(text.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? new Cursor(at, text[(dot + 1)..]) : null;

        public bool IsBefore(Factor factor) =>
            (CreatedAt - factor.CreatedAt.ToUnixTimeMilliseconds(), string.CompareOrdinal(Id, factor.Id)) is ( < 0, _) or (0, < 0);

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{CreatedAt}.{Id}");
    }
}
