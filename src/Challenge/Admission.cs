using Mfa.Challenges.Domain;
using Mfa.Challenges.Factors;
using Mfa.Challenges.Storage;
using Mfa.Challenges.Tokens;
using Mfa.InternalApi;
using Mfa.Realms;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Requests;
using Mfa.ServiceDefaults.Secrets;
using Mfa.ServiceDefaults.Time;
using Mfa.ServiceDefaults.Tokens;

namespace Mfa.Challenges;

/// <summary>Who may create which challenge, as far as it can be said without the account: shape, token, realm, policy.</summary>
internal sealed class Admission(SessionTokens tokens, RelyingParties clients, FactorCatalog factors, RealmCatalog realms, StoreClock clock)
{
    public readonly record struct Result((Session Session, Realm Realm, RelyingPartyRecord Client) Value, Problem? Problem)
    {
        public static implicit operator Result(Problem problem) => new(default, problem);
    }

    public async Task<Result> AdmitAsync(CreateChallengeRequest request, string? idempotencyKey, Caller caller)
    {
        var errors = Check(request, idempotencyKey);
        if (errors.Any)
            return errors.ToProblem();
        if (request.Purpose == "manage" && !caller.May(Scopes.Enroll))
            return new Problem(ProblemKind.Forbidden, "A manage challenge needs the scope mfa.enroll too.");
        if (await tokens.ReadSignInAsync(request.SignInToken!.Reveal()) is not { } session)
            return Refusals.InvalidToken();
        if (!caller.Sees(session.Realm) || realms.Find(session.Realm) is not { } realm)
            return Problem.NotFound();
        if (session.RelyingParty != caller.ClientId || session.AccountId != request.AccountId)
            return Refusals.InvalidToken();
        if (await clients.FindAsync(caller) is not { } client)
            return new Problem(ProblemKind.Unauthorized, "The client was changed or disabled. Ask for a new access token.");
        return Policy(request, realm, client) is { } problem ? problem : new Result((session, realm, client), null);
    }

    private Problem? Policy(CreateChallengeRequest request, Realm realm, RelyingPartyRecord client)
    {
        if (request.Context?.Service is { } service && client.Services.All(known => known.Key != service))
            return new RequestErrors().Add("/context/service", "This is not the key of a service you registered.").ToProblem();
        var kind = request.Factor!;
        if (!client.Policy.Factors.Contains(kind) || !AuthenticationContext.Reaches(kind, client.Policy.MinimumAcr))
            return new Problem(ProblemKind.FactorNotAllowed, "The policy of this relying party does not accept this factor.");
        if (factors.For(kind).IsOffered(realm, DateTimeOffset.FromUnixTimeMilliseconds(clock.Now)) && (kind, request.Purpose) is not (FactorNames.None, "manage"))
            return null;
        return kind == FactorNames.None
            ? new Problem(ProblemKind.EnrolmentRequired, "This realm asks for a second factor. Begin an enrolment.")
            : new Problem(ProblemKind.FactorNotAllowed, "This realm does not use this factor.");
    }

    private RequestErrors Check(CreateChallengeRequest request, string? idempotencyKey) => new RequestErrors()
        .Require("/accountId", request.AccountId)
        .When(request.AccountId is not null && !OpaqueId.IsWellFormed(request.AccountId, "acc_"), "/accountId", "This is not an account's id (acc_…).")
        .Require("/factor", request.Factor)
        .When(request.Factor is not null && factors.Find(request.Factor) is null, "/factor", "This is not a factor that can be asked for here.")
        .When(request.FactorId is not null && !OpaqueId.IsWellFormed(request.FactorId, "fac_"), "/factorId", "This is not a factor's id (fac_…).")
        .When(request.SignInToken is null, "/signInToken", "This member is required.")
        .When(request.Purpose is not (null or "sign-in" or "manage"), "/purpose", "sign-in or manage.")
        .Allow("/nonce", request.Nonce)
        .CheckContext(request.Context)
        .When(request.Code is not null && CodeFormat.Of(request.Code.Reveal()) is null, "/code", "This is not of the form of a code.")
        .When(request.Code is not null && request.Factor == FactorNames.None, "/code", "The factor none has no code.")
        .When(request.Code is not null && request.Factor == FactorNames.Email, "/code", "The code is mailed for this challenge: verify it afterwards.")
        .When(idempotencyKey is { Length: 0 or > 128 }, "Idempotency-Key", "1 to 128 characters.");
}
