using System.Data;
using Mfa.Directories.Audits;
using Mfa.Directories.Clients;
using Mfa.Directories.Domain;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.OpenApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories;

/// <param name="Jwks">All keys it is to have from now on; with the first ones its secrets end within a day. <c>{"keys":[]}</c> takes a relying party's away.</param>
internal sealed record UpdateRelyingPartyRequest(
    string? Name, IReadOnlyList<string>? Realms, IReadOnlyList<string>? Scopes, IReadOnlyList<RegisteredService>? Services, RelyingPartyPolicy? Policy,
    bool? MayVouchForEmail, ClientKeySet? Jwks);

/// <summary>Changes a client's record; what is left out stays as it is. Its access tokens end with the change.</summary>
internal static class UpdateRelyingParty
{
    public static void Map(IEndpointRouteBuilder relyingParties) => relyingParties.MapPatch("/{id}", Handle).WithName(nameof(UpdateRelyingParty))
        .WithSummary("Change a relying party").Refuses(ProblemKind.NotFound, ProblemKind.Conflict);

    private static async Task<Results<Ok<RelyingPartyResource>, Problem>> Handle(
        string id, UpdateRelyingPartyRequest request, Caller caller, [AsParameters] ChangeClientMeans means, CancellationToken stop)
    {
        var errors = new RequestErrors().CheckClientName(request.Name).CheckRealms(request.Realms).CheckScopes(request.Scopes).CheckPolicy(request.Policy);
        var keys = errors.ReadKeys(request.Jwks);
        if (errors.Any)
            return errors.ToProblem();
        if (request.Realms?.All(realm => caller.Sees(realm) && means.Realms.Find(realm) is not null) is false)
            return Problem.NotFound();
        return await means.AnswerAsync(id, await ChangeAsync(id, request, keys, caller, means, stop), stop);
    }

    private static async Task<(RelyingParty? Client, Problem? Problem)> ChangeAsync(
        string id, UpdateRelyingPartyRequest request, IReadOnlyList<ClientKey>? keys, Caller caller, ChangeClientMeans means, CancellationToken stop)
    {
        using var turn = await means.Turns.TakeAsync(stop);
        await using var transaction = await means.Db.Database.BeginTransactionAsync(IsolationLevel.Serializable, stop);
        if (await means.FindAsync(id, caller, stop) is not { } client)
            return (null, Problem.NotFound());
        var (realms, before) = (client.Realms, RecordText.Of(client));
        if (await RefusalAsync(client, request, caller, means, stop) is { } refusal)
            return (null, refusal);
        Change(client, request, keys);
        var errors = new RequestErrors().CheckWhole(client);
        if (request.Services is not null || request.Realms is not null)
            errors.CheckServices(client.Services, client.Realms, means.Realms);
        if (errors.Any)
            return (null, errors.ToProblem());
        if (RecordText.Of(client) == before)
            return (client, null);

        if (client.Keys.Count > 0)
            client.EndSecrets(means.Time.GetUtcNow(), means.Time.GetUtcNow() + RotateClientSecret.DefaultOverlap);
        means.Db.Tell(client, AuditEvents.RelyingPartyChanged, caller.ClientId, null, means.Time, realms);
        await means.Db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return (client, null);
    }

    private static async Task<Problem?> RefusalAsync(
        RelyingParty client, UpdateRelyingPartyRequest request, Caller caller, ChangeClientMeans means, CancellationToken stop)
    {
        if (request.Scopes is not { } scopes || scopes.ToHashSet(StringComparer.Ordinal).SetEquals(client.Scopes))
            return null;
        if (client.Id == caller.ClientId)
            return new Problem(ProblemKind.Forbidden, "Nobody changes their own scopes: another operator does.");
        if (ClientRules.IsOperators(scopes) != ClientRules.IsOperators(client.Scopes))
            return new RequestErrors().Add("/scopes", "A relying party does not become an operator, nor the reverse: make another client.").ToProblem();
        return scopes.Contains(Scopes.Operate) || !await means.IsLastOperatorAsync(client, stop) ? null : ChangeClientMeans.LastOperator();
    }

    private static void Change(RelyingParty client, UpdateRelyingPartyRequest request, IReadOnlyList<ClientKey>? keys)
    {
        client.Name = request.Name ?? client.Name;
        client.Realms = request.Realms ?? client.Realms;
        client.Scopes = request.Scopes ?? client.Scopes;
        client.Services = request.Services ?? client.Services;
        client.Policy = request.Policy ?? client.Policy;
        client.MayVouchForEmail = request.MayVouchForEmail ?? client.MayVouchForEmail;
        client.Keys = keys ?? client.Keys;
    }
}
