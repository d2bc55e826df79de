using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Mfa.Directories.Audits;
using Mfa.Directories.Clients;
using Mfa.Directories.Domain;
using Mfa.Directories.Storage;
using Mfa.InternalApi;
using Mfa.Outboxes;
using Mfa.Realms;
using Mfa.ServiceDefaults.OpenApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Secrets;
using Mfa.ServiceDefaults.Tokens;
using Mfa.Storage;
using Mfa.Storage.Idempotency;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories;

/// <param name="Policy">Of a relying party; an operator's client has none.</param>
/// <param name="Jwks">Public keys for <c>private_key_jwt</c>; left out, a relying party gets a secret. An operator's client needs them.</param>
internal sealed record CreateRelyingPartyRequest(
    [property: Required] string? Name, [property: Required] IReadOnlyList<string>? Realms, [property: Required] IReadOnlyList<string>? Scopes,
    IReadOnlyList<RegisteredService>? Services, RelyingPartyPolicy? Policy, bool? MayVouchForEmail, ClientKeySet? Jwks);

/// <summary>An operator makes a relying party, or a client for another operator or auditor. A secret is shown this once.</summary>
internal static partial class CreateRelyingParty
{
    public static void Map(IEndpointRouteBuilder relyingParties) => relyingParties.MapPost("", Handle).WithName(nameof(CreateRelyingParty))
        .WithSummary("Make a relying party or an operator").WithDescription("A client without jwks gets a secret, shown in this answer only: a repeat shows none.")
        .Refuses(ProblemKind.NotFound, ProblemKind.IdempotencyKeyInProgress, ProblemKind.IdempotencyKeyReused);

    private static async Task<Results<Created<RelyingPartyResource>, Problem>> Handle(
        CreateRelyingPartyRequest request, [FromHeader(Name = IdempotentRequest.Header)] string? idempotencyKey, Caller caller,
        [AsParameters] CreateRelyingPartyMeans means, CancellationToken stop)
    {
        var errors = ShapeErrors(request);
        var keys = errors.ReadKeys(request.Jwks) ?? [];
        if (errors.Any)
            return errors.ToProblem();
        if (!request.Realms!.All(realm => caller.Sees(realm) && means.Realms.Find(realm) is not null))
            return Problem.NotFound();
        var made = NewClient(request, keys);
        if (errors.CheckWhole(made).CheckServices(request.Services, made.Realms, means.Realms).Any)
            return errors.ToProblem();

        var once = await ClaimAsync(request, idempotencyKey, caller, means, stop);
        if (once.Problem is not null)
            return once.Problem;
        if (once.Made is not null)
            return await means.Db.RelyingParties.AsNoTracking().SeenBy(caller).SingleOrDefaultAsync(client => client.Id == once.Made, stop) is { } earlier
                ? Answer(earlier) : Problem.NotFound();
        var secret = keys.Count == 0 ? ClientSecrets.New() : null;
        await once.RunAsync(means.Db, () => MakeAsync(made, secret, caller, once, means, stop), _ => true);
        // Whoever is not reached now asks when the client first comes; a refusal here would take the secret with it.
        await means.Courier.DeliverClientAsync(means.Db, made.Id, stop);
        return Answer(made, secret);
    }

    private static RequestErrors ShapeErrors(CreateRelyingPartyRequest request) => new RequestErrors()
        .When(request.Name is null, "/name", "This member is required.").CheckClientName(request.Name)
        .When(request.Realms is null, "/realms", "This member is required.").CheckRealms(request.Realms)
        .When(request.Scopes is null, "/scopes", "This member is required.").CheckScopes(request.Scopes)
        .When(request is { Policy: null, Scopes: { } scopes } && !ClientRules.IsOperators(scopes), "/policy", "A relying party needs one.")
        .CheckPolicy(request.Policy);

    private static RelyingParty NewClient(CreateRelyingPartyRequest request, IReadOnlyList<ClientKey> keys) => new()
    {
        Id = OpaqueId.New(RelyingParty.IdPrefix),
        Name = request.Name!,
        Realms = request.Realms!,
        Scopes = request.Scopes!,
        Services = request.Services ?? [],
        Policy = request.Policy ?? ClientRules.NoPolicy,
        MayVouchForEmail = request.MayVouchForEmail ?? false,
        Keys = keys,
    };

    private static async Task<IdempotentRequest> ClaimAsync(
        CreateRelyingPartyRequest request, string? key, Caller caller, CreateRelyingPartyMeans means, CancellationToken stop)
    {
        string[] body = ["relying-party", JsonSerializer.Serialize(request, DirectoryJson.Default.CreateRelyingPartyRequest)];
        using var turn = key is null ? null : await means.Turns.TakeAsync(stop);
        return await IdempotentRequest.BeginAsync(means.Db, key, caller.ClientId, body, means.Keys.Hash, means.Time, stop);
    }

    private static async Task<RelyingParty> MakeAsync(
        RelyingParty made, string? secret, Caller caller, IdempotentRequest once, CreateRelyingPartyMeans means, CancellationToken stop)
    {
        if (secret is not null)
            made.Secrets.Add(means.Secrets.Make(made.Id, secret));
        using var turn = await means.Turns.TakeAsync(stop);
        means.Db.Add(made);
        means.Db.Tell(made, AuditEvents.RelyingPartyCreated, caller.ClientId, null, means.Time);
        once.Done(made.Id);
        await means.Db.SaveChangesAsync(stop);
        Log.Made(means.Logger, made.Id, caller.ClientId);
        return made;
    }

    private static Created<RelyingPartyResource> Answer(RelyingParty client, string? secret = null) =>
        TypedResults.Created($"/v1/relying-parties/{client.Id}", RelyingPartyResource.Of(client, secret));

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Client {Id} was made by {Operator}")]
        public static partial void Made(ILogger logger, string id, string @operator);
    }
}

internal sealed record CreateRelyingPartyMeans(
    RealmCatalog Realms, DirectoryDb Db, WriterTurns Turns, ClientSecrets Secrets, OutboxCourier Courier, DirectoryKeys Keys, TimeProvider Time,
    ILogger<CreateRelyingPartyMeans> Logger);
