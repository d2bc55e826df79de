using System.Text.Json.Serialization;
using Mfa.Directories.Audits;
using Mfa.Directories.Notices;
using Mfa.Directories.Storage;
using Mfa.ServiceDefaults.Http;
using Mfa.ServiceDefaults.OpenApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories;

/// <param name="Next">The cursor of the next page; null on the last.</param>
internal sealed record ActivityPage(IReadOnlyList<ActivityItem> Items, string? Next);

/// <summary>Something that happened to an account, as its person may read it.</summary>
/// <param name="Type">As <c>sign-in.succeeded</c> or <c>factor.removed</c>; more may come.</param>
/// <param name="Factor">The type of the factor it was about.</param>
/// <param name="RelyingParty">The name of the one that asked for it; null when nobody did, or an operator.</param>
internal sealed record ActivityItem(
    string Id, string Type, DateTimeOffset At, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Factor,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Purpose, string? RelyingParty);

/// <summary>GET /v1/accounts/{id}/activity, newest first, from the audit log: what a person should see, and of that no session and no reason.</summary>
internal static class ListActivity
{
    private const int DefaultLimit = 50;
    private const int LargestLimit = 200;

    /// <summary>A pending app, to those who count its codes.</summary>
    private const string PendingApp = "enrol";

    private static readonly string[] Shown =
    [
        AuditEvents.AccountCreated, AuditEvents.AccountLocked, AuditEvents.AccountUnlocked, AuditEvents.AccountExported, AuditEvents.SignIn + AuditEvents.Succeeded, AuditEvents.SignIn + AuditEvents.Failed, AuditEvents.PasswordChanged,
        AuditEvents.EmailChangeBegun, AuditEvents.EmailChanged, AuditEvents.EmailConfirmed, AuditEvents.SessionsEnded,
        "challenge.approved", "code.refused", "challenge.locked", "challenge.reported", "account.cooling-down",
        "factor.confirmed", "factor.replaced", "factor.removed", "factor.revoked", "factor.disabled", "factor.reinstated",
        NoticeTemplates.ResetApproved,
        "revocation-code.issued", "recovery-codes.issued", "recovery-code.used",
    ];

    public static void Map(IEndpointRouteBuilder accounts) => accounts.MapGet("/{id}/activity", Handle).WithName(nameof(ListActivity))
        .WithSummary("List what happened to an account").Refuses(ProblemKind.NotFound).Produces(StatusCodes.Status304NotModified);

    private static async Task<Results<Ok<ActivityPage>, StatusCodeHttpResult, Problem>> Handle(
        string id, int? limit, string? after, Caller caller, HttpContext context, DirectoryDb db, CancellationToken stop)
    {
        if (new RequestErrors().When(limit is < 1 or > LargestLimit, "limit", $"1 to {LargestLimit}.") is { Any: true } errors)
            return errors.ToProblem();
        if (await db.Accounts.AsNoTracking().SeenByAsync(caller, id, stop) is not { } account)
            return Problem.NotFound();
        var entries = db.AuditEvents.AsNoTracking().Where(entry => entry.AccountId == account.Id && entry.Realm == account.Realm && Shown.Contains(entry.Type));
        var last = after is null ? null : await entries.SingleOrDefaultAsync(entry => entry.Id == after, stop);
        if (after is not null && last is null)
            return new RequestErrors().Add("after", "The cursor of an earlier page.").ToProblem();

        var page = await ReadAsync(entries, last, limit ?? DefaultLimit, db, stop);
        return EntityTag.IsCurrent(context, [account.Id, page.Next, .. page.Items.Select(item => $"{item.Id} {item.RelyingParty}")])
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified) : TypedResults.Ok(page);
    }

    /// <summary>What is kept in one instant follows in the order of keeping.</summary>
    private static async Task<ActivityPage> ReadAsync(IQueryable<AuditEntry> entries, AuditEntry? last, int limit, DirectoryDb db, CancellationToken stop)
    {
        if (last is not null)
            entries = entries.Where(entry => entry.At < last.At || (entry.At == last.At && entry.Sequence < last.Sequence));

        // One more than asked for tells whether there is a next page.
        var read = await entries.OrderByDescending(entry => entry.At).ThenByDescending(entry => entry.Sequence).Take(limit + 1).ToListAsync(stop);
        var shown = read.Take(limit).ToArray();
        var askers = shown.Select(entry => entry.RelyingParty).Distinct().ToArray();
        var names = await NamesAsync(askers, db, stop);
        return new ActivityPage([.. shown.Select(entry => ItemOf(entry, names))], read.Count > limit ? shown[^1].Id : null);
    }

    /// <summary>Of relying parties: who among an operator's people did it is the audit log's to say.</summary>
    internal static async Task<Dictionary<string, string>> NamesAsync(IEnumerable<string?> ids, DirectoryDb db, CancellationToken stop)
    {
        var parties = await db.RelyingParties.AsNoTracking().Where(party => ids.Contains(party.Id)).ToListAsync(stop);
        return parties.Where(party => !party.Scopes.Contains(Scopes.Operate)).ToDictionary(party => party.Id, party => party.Name, StringComparer.Ordinal);
    }

    private static ActivityItem ItemOf(AuditEntry entry, Dictionary<string, string> names) => new(
        entry.Id, entry.Type, entry.At, entry.Factor == PendingApp ? "totp" : entry.Factor, entry.Purpose,
        entry.RelyingParty is { } asker ? names.GetValueOrDefault(asker) : null);
}
