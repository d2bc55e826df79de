using System.ComponentModel.DataAnnotations;
using System.Data;
using Mfa.Directories.Domain;
using Mfa.Directories.Signatures;
using Mfa.Directories.Storage;
using Mfa.Realms;
using Mfa.ServiceDefaults.OpenApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Requests;
using Mfa.ServiceDefaults.Secrets;
using Mfa.ServiceDefaults.Tokens;
using Mfa.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories;

internal sealed record StartSignatureSignInRequest([property: Required] string? Realm, SignInContext? Context);

/// <param name="ContentToSign">Its UTF-8 bytes are what is signed, detached, exactly as they are.</param>
/// <param name="Kinds">What the realm's people can sign with.</param>
internal sealed record StartSignatureSignInResponse(string Id, string ContentToSign, DateTimeOffset ExpiresAt, IReadOnlyList<SignatureKindResource> Kinds);

/// <param name="Name">In the realm's default language.</param>
internal sealed record SignatureKindResource(string Id, string Name);

/// <summary>Hands out a text that a person signs to sign in.</summary>
internal static class StartSignatureSignIn
{
    public static void Map(IEndpointRouteBuilder signatures) => signatures.MapPost("", Handle).WithName(nameof(StartSignatureSignIn))
        .WithSummary("Get a text to sign in with an electronic signature").Refuses(ProblemKind.NotFound, ProblemKind.TooManySignIns);

    private static async Task<Results<Created<StartSignatureSignInResponse>, Problem>> Handle(
        StartSignatureSignInRequest request, Caller caller, RealmCatalog realms, TrustStore trust, DirectoryDb db, WriterTurns turns, TimeProvider time,
        CancellationToken stop)
    {
        var errors = new RequestErrors().Require("/realm", request.Realm)
            .Allow("/context/userAgent", request.Context?.UserAgent, RequestContext.LongestUserAgent).CheckAddress(request.Context?.Ip);
        if (errors.Any)
            return errors.ToProblem();
        if (!caller.Sees(request.Realm) || realms.Find(request.Realm) is not { } realm)
            return Problem.NotFound();
        if (realm.Signature is not { } policy)
            return new Problem(ProblemKind.Forbidden, "Nobody signs in to this realm with an electronic signature.");
        if (trust.Of(realm) is null)
            return Problem.Unavailable("trust store");

        var expires = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds() + realm.Lifetimes.SignatureRequest);
        var name = await db.RelyingParties.Where(r => r.Id == caller.ClientId).Select(r => r.Name).SingleAsync(stop);
        var asked = new SignatureRequest
        {
            Id = OpaqueId.New(SignatureRequest.IdPrefix),
            Realm = realm.Id,
            RelyingParty = caller.ClientId,
            Content = SignatureText.Write(realm, name, caller.ClientId, expires),
            ExpiresAt = expires,
        };
        if (await KeepAsync(asked, realm, db, turns, time, stop) is { } refused)
            return refused;
        return TypedResults.Created((string?)null, new StartSignatureSignInResponse(
            asked.Id, asked.Content, expires, [.. policy.Kinds.Select(kind => new SignatureKindResource(kind.Id, kind.Names[realm.DefaultLocale]))]));
    }

    private static async Task<Problem?> KeepAsync(
        SignatureRequest asked, Realm realm, DirectoryDb db, WriterTurns turns, TimeProvider time, CancellationToken stop)
    {
        using var turn = await turns.TakeAsync(stop);
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.Serializable, stop);
        var now = time.GetUtcNow();
        var most = realm.Budgets.OpenSignatureRequests;
        var open = db.SignatureRequests.Where(r => r.RelyingParty == asked.RelyingParty && r.Realm == asked.Realm && r.ExpiresAt > now && r.UsedAt == null);
        if (await open.CountAsync(stop) >= most)
            return new Problem(ProblemKind.TooManySignIns, "Too many texts wait for a signature. Wait as Retry-After says, then try again.")
            {
                RetryAfter = await open.MinAsync(r => r.ExpiresAt, stop) - now,
                Policy = new RateLimitPolicy("signature-requests", most, TimeSpan.FromSeconds(realm.Lifetimes.SignatureRequest)),
            };
        db.Add(asked);
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return null;
    }
}
