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

/// <param name="Reason">Kept in the audit log.</param>
internal sealed record SwitchRelyingPartyRequest(string? Reason);

/// <summary>Disables a client, which is then refused on its next request everywhere, or enables it again. A client that is so already stays so.</summary>
internal static class SwitchRelyingParty
{
    public static void Map(IEndpointRouteBuilder relyingParties)
    {
        Map(relyingParties, "disable", RelyingPartyStatus.Disabled, "DisableRelyingParty", "Disable a relying party");
        Map(relyingParties, "enable", RelyingPartyStatus.Active, "EnableRelyingParty", "Enable a relying party again");
    }

    private static void Map(IEndpointRouteBuilder relyingParties, string word, RelyingPartyStatus status, string name, string summary) => relyingParties
        .MapPost("/{id}/" + word, (string id, [FromBody] SwitchRelyingPartyRequest? request, Caller caller, [AsParameters] ChangeClientMeans means,
            CancellationToken stop) => Handle(id, status, request, caller, means, stop))
        .WithName(name).WithSummary(summary).Refuses(ProblemKind.NotFound, ProblemKind.Conflict);

    private static async Task<Results<Ok<RelyingPartyResource>, Problem>> Handle(
        string id, RelyingPartyStatus status, SwitchRelyingPartyRequest? request, Caller caller, ChangeClientMeans means, CancellationToken stop)
    {
        if (new RequestErrors().Allow("/reason", request?.Reason, ChangeClientMeans.LongestReason) is { Any: true } errors)
            return errors.ToProblem();
        if (id == caller.ClientId && status == RelyingPartyStatus.Disabled)
            return new Problem(ProblemKind.Forbidden, "Nobody disables their own client: another operator does.");
        return await means.AnswerAsync(id, await SwitchAsync(id, status, request?.Reason, caller, means, stop), stop);
    }

    private static async Task<(RelyingParty? Client, Problem? Problem)> SwitchAsync(
        string id, RelyingPartyStatus status, string? reason, Caller caller, ChangeClientMeans means, CancellationToken stop)
    {
        using var turn = await means.Turns.TakeAsync(stop);
        await using var transaction = await means.Db.Database.BeginTransactionAsync(IsolationLevel.Serializable, stop);
        if (await means.FindAsync(id, caller, stop) is not { } client)
            return (null, Problem.NotFound());
        if (client.Status == status)
            return (client, null);
        if (status == RelyingPartyStatus.Disabled && await means.IsLastOperatorAsync(client, stop))
            return (null, ChangeClientMeans.LastOperator());
        client.Status = status;
        var type = status == RelyingPartyStatus.Disabled ? AuditEvents.RelyingPartyDisabled : AuditEvents.RelyingPartyEnabled;
        means.Db.Tell(client, type, caller.ClientId, reason, means.Time);
        await means.Db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return (client, null);
    }
}
