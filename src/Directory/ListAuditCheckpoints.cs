using System.Buffers.Text;
using System.Globalization;
using Mfa.Directories.Audits;
using Mfa.Directories.Storage;
using Mfa.ServiceDefaults.OpenApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories;

/// <param name="Next">The cursor of the next page; null on the last.</param>
internal sealed record AuditCheckpointPage(IReadOnlyList<AuditCheckpointItem> Items, string? Next);

/// <param name="Number">1, 2, 3 … in the realm.</param>
/// <param name="Sequence">Of the last event it covers.</param>
/// <param name="Hash">SHA-256 in base64url, of the previous checkpoint's hash and the events since then.</param>
/// <param name="Previous">The hash of the checkpoint before; zeros for the first.</param>
/// <param name="Signature">A compact JWS (ES256) that says all of this.</param>
internal sealed record AuditCheckpointItem(string Realm, long Number, long Sequence, string Hash, string Previous, DateTimeOffset At, string Signature);

/// <summary>What shows that a realm's audit log was not changed: whoever keeps these elsewhere can tell later.</summary>
internal static class ListAuditCheckpoints
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/audit-checkpoints", Handle).WithName(nameof(ListAuditCheckpoints)).WithTags("Audit")
        .RequireScope(Scopes.Operate, Scopes.Audit).WithSummary("Read the signed checkpoints of a realm's audit log").Refuses(ProblemKind.NotFound);

    private static async Task<Results<Ok<AuditCheckpointPage>, Problem>> Handle(
        string? realm, int? limit, string? after, Caller caller, DirectoryDb db, CancellationToken stop)
    {
        var errors = new RequestErrors().Require("realm", realm).CheckLimit(limit);
        var last = errors.ReadCursor(after);
        if (errors.Any)
            return errors.ToProblem();
        if (!caller.Sees(realm))
            return Problem.NotFound();

        // One more than asked for tells whether there is a next page.
        var most = limit ?? Pages.DefaultLimit;
        var read = await db.AuditCheckpoints.AsNoTracking().Where(checkpoint => checkpoint.Realm == realm && checkpoint.Number > last)
            .OrderBy(checkpoint => checkpoint.Number).Take(most + 1).ToListAsync(stop);
        return TypedResults.Ok(new AuditCheckpointPage(
            [.. read.Take(most).Select(ItemOf)], read.Count > most ? read[most - 1].Number.ToString(CultureInfo.InvariantCulture) : null));
    }

    private static AuditCheckpointItem ItemOf(AuditCheckpoint checkpoint) => new(
        checkpoint.Realm, checkpoint.Number, checkpoint.Sequence, Base64Url.EncodeToString(checkpoint.Hash), Base64Url.EncodeToString(checkpoint.Previous),
        checkpoint.At, checkpoint.Signature);
}
