using System.Data;
using Mfa.Directories.Audits;
using Mfa.Directories.Clients;
using Mfa.Directories.Domain;
using Mfa.ServiceDefaults.OpenApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories;

/// <param name="OverlapSeconds">How long the secret before stays good, up to 30 days; left out: a day.</param>
internal sealed record RotateClientSecretRequest(int? OverlapSeconds);

/// <summary>Gives a relying party another secret, shown this once. At most two are good at a time: of three the oldest ends.</summary>
internal static class RotateClientSecret
{
    public static readonly TimeSpan DefaultOverlap = TimeSpan.FromDays(1);

    private static readonly TimeSpan LongestOverlap = TimeSpan.FromDays(30);

    public static void Map(IEndpointRouteBuilder relyingParties) => relyingParties.MapPost("/{id}/secrets", Handle).WithName(nameof(RotateClientSecret))
        .WithSummary("Give a relying party another secret").Refuses(ProblemKind.NotFound, ProblemKind.Conflict);

    private static async Task<Results<Created<RelyingPartyResource>, Problem>> Handle(
        string id, [FromBody] RotateClientSecretRequest? request, Caller caller, [AsParameters] ChangeClientMeans means, CancellationToken stop)
    {
        var overlap = request?.OverlapSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : DefaultOverlap;
        if (overlap < TimeSpan.Zero || overlap > LongestOverlap)
            return new RequestErrors().Add("/overlapSeconds", $"0 to {LongestOverlap.TotalSeconds}.").ToProblem();
        var secret = ClientSecrets.New();
        var (client, problem) = await RotateAsync(id, secret, overlap, caller, means, stop);
        if (client is null)
            return problem!;
        // Where the secret before goes on, a refusal would only lose the new one; where it must end at once, so must its access tokens.
        return await means.Courier.DeliverClientAsync(means.Db, id, stop) is { } absent && overlap == TimeSpan.Zero
            ? Problem.Unavailable(absent) : TypedResults.Created($"/v1/relying-parties/{id}", RelyingPartyResource.Of(client, secret));
    }

    private static async Task<(RelyingParty? Client, Problem? Problem)> RotateAsync(
        string id, string secret, TimeSpan overlap, Caller caller, ChangeClientMeans means, CancellationToken stop)
    {
        using var turn = await means.Turns.TakeAsync(stop);
        await using var transaction = await means.Db.Database.BeginTransactionAsync(IsolationLevel.Serializable, stop);
        if (await means.FindAsync(id, caller, stop) is not { } client)
            return (null, Problem.NotFound());
        if (client.Keys.Count > 0 || ClientRules.IsOperators(client.Scopes))
            return (null, new Problem(ProblemKind.Conflict, "This client shows keys and has no secret. Its keys are changed with PATCH."));
        var now = means.Time.GetUtcNow();
        client.Rotate(means.Secrets.Make(client.Id, secret), now, now + overlap);
        means.Db.Tell(client, AuditEvents.ClientSecretRotated, caller.ClientId, null, means.Time);
        await means.Db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return (client, null);
    }
}
