using System.ComponentModel.DataAnnotations;
using Mfa.Enrollments.Domain;
using Mfa.Enrollments.Storage;
using Mfa.InternalApi;
using Mfa.Realms;
using Mfa.ServiceDefaults.Keys;
using Mfa.ServiceDefaults.OpenApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Requests;
using Mfa.ServiceDefaults.Secrets;
using Mfa.ServiceDefaults.Tokens;
using Mfa.Storage.Idempotency;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Enrollments;

/// <param name="SignInToken">Unless a step-up token is sent in the header; both may be sent.</param>
/// <param name="Password">The password again, unless the sign-in was by signature or with a revocation or reset code.</param>
/// <param name="Replaces">The active or disabled factor of this type; it ends with the confirm.</param>
/// <param name="Nonce">The confirm then also yields an assertion with it, and spends the sign-in token.</param>
internal sealed record StartEnrolmentRequest(
    [property: Required] string? Type, SecretText? SignInToken, SecretText? Password, string? Replaces, string? Nonce, RequestContext? Context);

/// <summary>POST /v1/accounts/{id}/factors: begins a factor, which has no effect until it is confirmed.</summary>
internal static class StartEnrolment
{
    private const int LongestToken = 4096;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/accounts/{id}/factors", Handle).WithName("startFactor")
        .WithSummary("Begin to enrol a factor")
        .Refuses(ProblemKind.NotFound, ProblemKind.BootstrapRequired, ProblemKind.StepUpRequired, ProblemKind.FactorNotAllowed, ProblemKind.AccountLocked,
            ProblemKind.FactorExists, ProblemKind.FactorDisabled, ProblemKind.Conflict, ProblemKind.ChallengeOver, ProblemKind.MailQuota,
            ProblemKind.AccountCoolingDown, ProblemKind.RelyingPartySuspended, ProblemKind.InvalidToken, ProblemKind.InvalidCredentials, ProblemKind.TooManySignIns,
            ProblemKind.IdempotencyKeyInProgress, ProblemKind.IdempotencyKeyReused, ProblemKind.Overloaded);

    private static async Task<Results<Created<FactorResource>, Problem>> Handle(
        [FromRoute(Name = "id")] string accountId, StartEnrolmentRequest request, [FromHeader(Name = SessionTokens.StepUpHeader)] string? stepUp,
        [FromHeader(Name = IdempotentRequest.Header)] string? idempotencyKey, Caller caller, [AsParameters] Parts parts,
        CancellationToken stop)
    {
        if (ErrorsOf(request, stepUp) is { Any: true } errors)
            return errors.ToProblem();
        if (await parts.Accounts.FindAsync(accountId, caller, stop) is not { } realm)
            return Problem.NotFound();
        string?[] body =
        [
            accountId, request.Type, request.SignInToken?.Reveal(), request.Password?.Reveal(), request.Replaces, request.Nonce,
            request.Context?.Service, request.Context?.Ip, request.Context?.UserAgent,
        ];
        var once = await IdempotentRequest.BeginAsync(parts.Db, idempotencyKey, caller.ClientId, body, parts.Hash, parts.Time, stop);
        if (once.Problem is { } refused)
            return refused;
        var answer = once.Made is { } made
            ? await RepeatAsync(made, realm, caller, parts, stop)
            : await once.RunAsync(
                parts.Db, () => BeginAsync(new Start(accountId, request, stepUp is null ? null : new SecretText(stepUp), caller, realm), once, parts, stop),
                begun => begun.Value is not null);
        return answer.Value is { } factor ? TypedResults.Created($"/v1/accounts/{accountId}/factors/{factor.Id}", factor) : answer.Problem!;
    }

    private static RequestErrors ErrorsOf(StartEnrolmentRequest request, string? stepUp) => new RequestErrors()
        .Require("/type", request.Type)
        .When(request.Type is not (null or "" or FactorTypes.Totp or FactorTypes.Email), "/type", "totp or email.")
        .Allow("/signInToken", request.SignInToken?.Reveal(), LongestToken)
        .Allow(SessionTokens.StepUpHeader, stepUp, LongestToken)
        .Allow("/password", request.Password?.Reveal())
        .Allow("/replaces", request.Replaces)
        .Allow("/nonce", request.Nonce)
        .When(request.Nonce is "", "/nonce", "At least one character.")
        .When(request.Nonce is not null && request.SignInToken is null, "/nonce", "Only together with signInToken, which the assertion spends.")
        .CheckContext(request.Context);

    private static async Task<Answer<FactorResource>> BeginAsync(Start start, IdempotentRequest once, Parts parts, CancellationToken stop)
    {
        var (accountId, request, stepUp, caller, realm) = start;
        if (!realm.Factors.Contains(request.Type!))
            return new(null, new Problem(ProblemKind.FactorNotAllowed, "This realm has no factors of this type."));
        var account = await parts.Db.Accounts.AsNoTracking().SingleOrDefaultAsync(a => a.Realm == realm.Id && a.AccountId == accountId, stop);
        var bound = await parts.Db.Factors.AsNoTracking().Where(f => f.Realm == realm.Id && f.AccountId == accountId && f.Place != null).ToListAsync(stop);
        var replaced = bound.Find(factor => factor.Id == request.Replaces);

        var shown = new ShownProof(
            stepUp, request.SignInToken, request.Password, request.Context?.Ip, account?.Owed == true, replaced is not null);
        var proved = await parts.Proof.CheckAsync(shown, realm, accountId, caller, stop);
        if (proved.Value is not { } enroller)
            return new(null, proved.Problem);
        if (Misfit(request, bound, replaced) is { } misfit)
            return new(null, misfit);
        var order = new EnrolmentOrder(realm, enroller, replaced, request.Nonce, request.Context?.Ip);
        if (request.Type == FactorTypes.Totp && !enroller.MailFirst)
            return await parts.Totp.BeginAsync(order, once, stop);
        return enroller.Account.Mailbox is { } mailbox
            ? await parts.Email.BeginAsync(order, mailbox, request.Type!, once, stop) : new(null, EnrolmentProof.AddressRequired());
    }

    private static Problem? Misfit(StartEnrolmentRequest request, List<Factor> bound, Factor? replaced)
    {
        if (request.Replaces is not null && replaced is null)
            return Problem.NotFound();
        if (replaced is not null && replaced.Type != request.Type)
            return new Problem(ProblemKind.Conflict, "The factor that replaces names is of another type.");
        return replaced is null && bound.Exists(factor => factor.Type == request.Type)
            ? new Problem(ProblemKind.FactorExists, "Name the existing factor in replaces: it ends when the new one is confirmed.") : null;
    }

    /// <summary>The same resource, read again; with its setup for as long as that is of use.</summary>
    private static async Task<Answer<FactorResource>> RepeatAsync(string factorId, Realm realm, Caller caller, Parts parts, CancellationToken stop)
    {
        var factor = await parts.Db.Factors.AsNoTracking().VisibleTo(caller, parts.Time.GetUtcNow()).SingleOrDefaultAsync(f => f.Id == factorId, stop);
        if (factor is null)
            return new(null, Problem.NotFound());
        var resource = await parts.Reader.ReadAsync(factor, stop);
        if (factor is not { Type: FactorTypes.Totp, Status: FactorStatus.Pending })
            return new(resource, null);
        var account = await parts.Directory.GetAccountAsync(factor.Realm, factor.AccountId, stop);
        return account.Value is { } card
            ? new(resource with { Totp = await parts.Totp.ReadSetupAsync(factor, realm, card.Label, stop) }, null) : new(null, account.Problem);
    }

    private sealed record Start(string AccountId, StartEnrolmentRequest Request, SecretText? StepUp, Caller Caller, Realm Realm);

    internal sealed record Parts(
        EnrollmentDb Db, AccountRealms Accounts, EnrolmentProof Proof, TotpEnrolment Totp, EmailEnrolment Email, FactorReader Reader, DirectoryClient Directory,
        [FromKeyedServices(EnrollmentModule.Hash)] SymmetricKeys Hash, TimeProvider Time);
}
