using System.Globalization;
using System.Net.Mime;
using System.Text;
using System.Text.Json.Serialization;
using Mfa.Directories.Audits;
using Mfa.Directories.Storage;
using Mfa.ServiceDefaults.OpenApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace Mfa.Directories;

/// <summary>What is asked of the log.</summary>
/// <param name="From">ISO 8601 in UTC: nothing that happened before it.</param>
/// <param name="To">And nothing that happened then or later.</param>
/// <param name="After">The sequence of the last event of an earlier page.</param>
internal sealed record AuditQuery(
    [property: FromQuery] string? Realm, [property: FromQuery] string? AccountId, [property: FromQuery] string? Type, [property: FromQuery] string? From,
    [property: FromQuery] string? To, [property: FromQuery] int? Limit, [property: FromQuery] string? After);

/// <param name="Next">The cursor of the next page; null on the last.</param>
internal sealed record AuditPage(IReadOnlyList<AuditItem> Items, string? Next);

/// <param name="Sequence">1, 2, 3 … in the realm, in the order of keeping.</param>
/// <param name="RelyingParty">Who asked for it: a relying party or an operator.</param>
/// <param name="Subject">The relying party it happened to.</param>
internal sealed record AuditItem(
    string Id, long Sequence, string Type, DateTimeOffset At, DateTimeOffset KeptAt, string Realm,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? AccountId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? RelyingParty,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Subject,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Session,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ChallengeId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? FactorId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Factor,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Purpose,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason);

/// <summary>A realm's audit log in the order of keeping, the newest last: as JSON, or as CSV for who prefers it, whose next page begins after its last sequence.</summary>
internal static class ListAuditEvents
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/audit-events", Handle).WithName(nameof(ListAuditEvents)).WithTags("Audit")
        .RequireScope(Scopes.Operate, Scopes.Audit).WithSummary("Read a realm's audit log")
        .WithDescription("With Accept: text/csv the page is CSV (RFC 4180); its next page begins after its last sequence.")
        .Refuses(ProblemKind.NotFound).Produces<AuditPage>(StatusCodes.Status200OK, MediaTypeNames.Application.Json, MediaTypeNames.Text.Csv);

    private static async Task<Results<Ok<AuditPage>, ContentHttpResult, Problem>> Handle(
        [AsParameters] AuditQuery query, Caller caller, HttpContext context, DirectoryDb db, CancellationToken stop)
    {
        var errors = new RequestErrors().Require("realm", query.Realm).Allow("accountId", query.AccountId).Allow("type", query.Type).CheckLimit(query.Limit);
        var (from, to) = (errors.ReadInstant("from", query.From), errors.ReadInstant("to", query.To));
        var after = errors.ReadCursor(query.After);
        if (errors.Any)
            return errors.ToProblem();
        if (!caller.Sees(query.Realm))
            return Problem.NotFound();

        var entries = db.AuditEvents.AsNoTracking().Where(entry => entry.Realm == query.Realm && entry.Sequence > after);
        if (query.AccountId is { } account)
            entries = entries.Where(entry => entry.AccountId == account);
        if (query.Type is { } type)
            entries = entries.Where(entry => entry.Type == type);
        if (from is not null)
            entries = entries.Where(entry => entry.At >= from);
        if (to is not null)
            entries = entries.Where(entry => entry.At < to);
        // One more than asked for tells whether there is a next page.
        var limit = query.Limit ?? Pages.DefaultLimit;
        var read = await entries.OrderBy(entry => entry.Sequence).Take(limit + 1).ToListAsync(stop);
        var shown = read.Take(limit).ToArray();
        context.Response.Headers.Vary = HeaderNames.Accept;
        if (PrefersCsv(context.Request))
            return TypedResults.Text(AuditCsv.Write(shown), MediaTypeNames.Text.Csv + "; header=present", Encoding.UTF8);
        return TypedResults.Ok(new AuditPage([.. shown.Select(ItemOf)], read.Count > limit ? shown[^1].Sequence.ToString(CultureInfo.InvariantCulture) : null));
    }

    private static DateTimeOffset? ReadInstant(this RequestErrors errors, string name, string? text)
    {
        if (text is null)
            return null;
        if (DateTimeOffset.TryParseExact(
            text, ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFF'Z'"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
            return instant;
        errors.Add(name, "An instant in UTC, as 2026-01-31T09:30:00Z.");
        return null;
    }

    private static bool PrefersCsv(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        return QualityOf(MediaTypeNames.Text.Csv) > QualityOf(MediaTypeNames.Application.Json);

        double QualityOf(string type) => accepted.Where(media => media.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase))
            .Select(media => media.Quality ?? 1).DefaultIfEmpty(0).Max();
    }

    private static AuditItem ItemOf(AuditEntry entry) => new(
        entry.Id, entry.Sequence, entry.Type, entry.At, entry.KeptAt, entry.Realm, entry.AccountId, entry.RelyingParty, entry.Subject, entry.Session,
        entry.ChallengeId, entry.FactorId, entry.Factor, entry.Purpose, entry.Reason);
}
