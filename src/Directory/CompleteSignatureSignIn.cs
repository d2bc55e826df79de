using System.ComponentModel.DataAnnotations;
using Mfa.Directories.Audits;
using Mfa.Directories.Domain;
using Mfa.Directories.Signatures;
using Mfa.Directories.Storage;
using Mfa.Realms;
using Mfa.ServiceDefaults.OpenApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Secrets;
using Mfa.ServiceDefaults.Tokens;
using Mfa.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories;

internal sealed record CompleteSignatureSignInRequest([property: Required] SecretText? Signature);

/// <summary>
/// The first factor: an electronic signature over the text that was handed out. A signature that is not accepted leaves the text as it was, but only a few
/// are looked at. The account is the certificate's person's, and is made if there is none.
/// </summary>
internal static class CompleteSignatureSignIn
{
    /// <summary>A request is of 64 KiB.</summary>
    private const int LongestSignature = 60_000;

    public static void Map(IEndpointRouteBuilder signatures) => signatures.MapPost("/{id}/complete", Handle).WithName(nameof(CompleteSignatureSignIn))
        .WithSummary("Sign in with a signature over the text")
        .Refuses(ProblemKind.NotFound, ProblemKind.AccountLocked, ProblemKind.ChallengeOver, ProblemKind.InvalidSignature)
        .Refuses(ProblemKind.Conflict, ProblemKind.Overloaded);

    private static async Task<Results<Ok<SignInResponse>, Problem>> Handle(
        string id, CompleteSignatureSignInRequest request, Caller caller, [AsParameters] CompleteSignatureSignInMeans means, CancellationToken stop)
    {
        var errors = new RequestErrors()
            .When(request.Signature is not { Length: > 0 }, "/signature", "This member is required.")
            .When(request.Signature is { Length: > LongestSignature }, "/signature", $"At most {LongestSignature} characters.");
        if (errors.Any)
            return errors.ToProblem();
        if (await FindAsync(id, caller, means.Db, stop) is not { } asked || means.Realms.Find(asked.Realm) is not { Signature: not null } realm)
            return Problem.NotFound();
        if (means.Verifier.IsOverloaded)
            return Overloaded(means);
        if (!await CountAsync(asked, 1, means, stop))
            return SignedAccounts.Over();

        var verdict = await means.Verifier.VerifyAsync(realm, request.Signature!.Reveal(), asked.Content, stop);
        if (verdict is null)
        {
            await CountAsync(asked, -1, means, stop);
            return Overloaded(means);
        }

        if (verdict.Identifier is null)
            return await RefuseAsync(verdict, asked, means, stop);
        var (response, problem) = await means.Accounts.SignInAsync(asked, realm, verdict.Identifier, stop);
        means.Metrics.Signature(response is not null ? "accepted" : problem!.Kind.Code);
        return response is null ? problem! : TypedResults.Ok(response);
    }

    private static async Task<SignatureRequest?> FindAsync(string id, Caller caller, DirectoryDb db, CancellationToken stop) =>
        OpaqueId.IsWellFormed(id, SignatureRequest.IdPrefix)
            && await db.SignatureRequests.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id && r.RelyingParty == caller.ClientId, stop) is { } asked
            && caller.Sees(asked.Realm) ? asked : null;

    /// <param name="by">1 before a signature is looked at; -1 when it was not.</param>
    /// <returns>False: the text is over.</returns>
    private static async Task<bool> CountAsync(SignatureRequest asked, int by, CompleteSignatureSignInMeans means, CancellationToken stop)
    {
        using var turn = await means.Turns.TakeAsync(stop);
        var now = means.Time.GetUtcNow();
        return await means.Db.SignatureRequests.Where(r => r.Id == asked.Id && r.UsedAt == null && r.ExpiresAt > now && r.Tries + by <= SignatureRequest.MostTries)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.Tries, r => r.Tries + by), stop) == 1;
    }

    private static Problem Overloaded(CompleteSignatureSignInMeans means)
    {
        means.Metrics.Signature("overloaded");
        return SignatureVerifier.Overloaded();
    }

    private static async Task<Problem> RefuseAsync(SignatureVerdict verdict, SignatureRequest asked, CompleteSignatureSignInMeans means, CancellationToken stop)
    {
        means.Metrics.Signature(verdict.Reason ?? "unavailable");
        using var turn = await means.Turns.TakeAsync(stop);
        means.Db.Add(AuditEvents.Row(
            AuditEvents.SignatureRefused, means.Time, asked.RelyingParty, asked.Realm, reason: verdict.Reason ?? "revocation-unknown"));
        await means.Db.SaveChangesAsync(stop);
        return verdict.Reason is null ? Problem.Unavailable("trust store")
            : new Problem(ProblemKind.InvalidSignature, DetailOf(verdict.Reason)).With("reason", verdict.Reason);
    }

    private static string DetailOf(string reason) => reason switch
    {
        "not-cms" => "Send one CMS signature of one signer with its certificate, in base64.",
        "wrong-content" => "It does not sign exactly the bytes of contentToSign, detached.",
        "expired" => "The certificate, or one above it, is not valid now.",
        "revoked" => "The certificate, or one above it, was revoked.",
        "untrusted" => "The certificate does not come from an authority the realm trusts.",
        "key-usage" => "The certificate is not for signing a person's statements.",
        "weak" => "SHA-256 or better, and RSA from 2048 bits or a NIST curve from P-256, all the way up.",
        "no-identifier" => "The certificate names no person of this realm.",
        _ => "The certificate names a person by a number that can't be.",
    };
}

internal sealed record CompleteSignatureSignInMeans(
    RealmCatalog Realms, DirectoryDb Db, WriterTurns Turns, SignatureVerifier Verifier, SignedAccounts Accounts, DirectoryMetrics Metrics, TimeProvider Time);
