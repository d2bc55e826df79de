using Mfa.Directories.Clients;
using Mfa.Directories.Domain;
using Mfa.Directories.Storage;
using Mfa.Outboxes;
using Mfa.Realms;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Tokens;
using Mfa.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories;

/// <summary>What every change of a client needs.</summary>
internal sealed record ChangeClientMeans(
    RealmCatalog Realms, DirectoryDb Db, WriterTurns Turns, ClientSecrets Secrets, OutboxCourier Courier, TimeProvider Time, ILogger<ChangeClientMeans> Logger)
{
    public const int LongestReason = 200;

    /// <summary>To be changed: in a transaction.</summary>
    public Task<RelyingParty?> FindAsync(string id, Caller caller, CancellationToken stop) =>
        Db.RelyingParties.Include(client => client.Secrets).SeenBy(caller).SingleOrDefaultAsync(client => client.Id == id, stop);

    /// <summary>In the transaction that would take the operator away: two who do so to each other come one after the other.</summary>
    public async Task<bool> IsLastOperatorAsync(RelyingParty client, CancellationToken stop)
    {
        if (client.Status != RelyingPartyStatus.Active || !client.Scopes.Contains(Scopes.Operate))
            return false;
        var others = await Db.RelyingParties.Where(other => other.Id != client.Id && other.Status == RelyingPartyStatus.Active).Select(other => other.Scopes).ToListAsync(stop);
        return !others.Exists(scopes => scopes.Contains(Scopes.Operate));
    }

    public static Problem LastOperator() => new(ProblemKind.Conflict, "This is the last operator who can run the system. Make another one first.");

    /// <summary>The change is told once those who keep a copy have it.</summary>
    public async Task<Results<Ok<RelyingPartyResource>, Problem>> AnswerAsync(string id, (RelyingParty? Client, Problem? Problem) done, CancellationToken stop)
    {
        if (done.Client is null)
            return done.Problem!;
        return await Courier.DeliverClientAsync(Db, id, stop) is { } absent ? Problem.Unavailable(absent) : TypedResults.Ok(RelyingPartyResource.Of(done.Client));
    }
}
