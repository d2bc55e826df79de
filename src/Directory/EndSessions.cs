using System.Data;
using Mfa.Directories.Audits;
using Mfa.Directories.Domain;
using Mfa.Directories.Storage;
using Mfa.InternalApi;
using Mfa.Outboxes;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Tokens;
using Mfa.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories;

/// <summary>
/// Ends every session of an account, on the word of Challenge: somebody reported a sign-in that was approved. A challenge ends them once; telling it again
/// only carries over what has not arrived yet. An account that is no more has no session either.
/// </summary>
internal static partial class EndSessions
{
    public static void Map(IEndpointRouteBuilder inside) => inside.MapPost("/accounts/{id}/sessions-end", Handle).WithName(nameof(EndSessions))
        .RequireService("challenge");

    private static async Task<Results<NoContent, Problem>> Handle(string id, SessionsEnd end, [AsParameters] EndSessionsMeans means, CancellationToken stop)
    {
        await EndAsync(id, end, means, stop);
        return await means.Courier.DeliverVersionsAsync(means.Db, id, stop) ? TypedResults.NoContent() : Problem.Unavailable("challenge");
    }

    private static async Task EndAsync(string id, SessionsEnd end, EndSessionsMeans means, CancellationToken stop)
    {
        var db = means.Db;
        using var turn = await means.Turns.TakeAsync(stop);
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.Serializable, stop);
        if (await db.SessionsEndings.AnyAsync(ending => ending.ChallengeId == end.ChallengeId, stop)
            || await db.Accounts.SingleOrDefaultAsync(a => a.Id == id && a.Realm == end.Realm, stop) is not { } account)
            return;

        var now = means.Time.GetUtcNow();
        account.EndSessions(now);
        var happened = AuditEvents.Of(AuditEvents.SessionsEnded, now, end.RelyingParty, account.Realm, account.Id) with { ChallengeId = end.ChallengeId };
        db.AddRange(
            new SessionsEnding { ChallengeId = end.ChallengeId, AccountId = account.Id, At = now }, VersionRaises.Row(account, means.Time),
            happened.ToRow(means.Time));
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        means.Metrics.SessionsEnded();
        Log.Ended(means.Logger, account.Id, account.Realm, end.ChallengeId);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "A sign-in to account {Account} of {Realm} that was approved is reported as not the person's: challenge {Challenge}. Every session is ended")]
        public static partial void Ended(ILogger logger, string account, string realm, string challenge);
    }
}

internal sealed record EndSessionsMeans(
    DirectoryDb Db, WriterTurns Turns, OutboxCourier Courier, DirectoryMetrics Metrics, TimeProvider Time, ILogger<EndSessionsMeans> Logger);
