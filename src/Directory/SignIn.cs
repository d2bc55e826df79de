using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Mfa.Directories.Audits;
using Mfa.Directories.Domain;
using Mfa.Directories.Passwords;
using Mfa.Directories.Storage;
using Mfa.Directories.Tokens;
using Mfa.InternalApi;
using Mfa.Realms;
using Mfa.ServiceDefaults.OpenApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Requests;
using Mfa.ServiceDefaults.Secrets;
using Mfa.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Mfa.Directories;

internal sealed record SignInRequest(
    [property: Required] string? Realm, [property: Required] string? Identifier, [property: Required] SecretText? Password, SignInContext? Context);

/// <summary>What the relying party says of the end user's side; it feeds throttles, never trust.</summary>
internal sealed record SignInContext(string? Ip, string? UserAgent);

/// <param name="SecondFactor"><c>required</c>, <c>enrolment-required</c> or <c>optional</c>.</param>
/// <param name="OptionalUntil">With <c>optional</c>: the realm's date.</param>
/// <param name="AccountCreated">Told of a signature sign-in.</param>
internal sealed record SignInResponse(
    string AccountId, DisclosedText SignInToken, DateTimeOffset ExpiresAt, string SecondFactor, DateTimeOffset? OptionalUntil,
    int RecoveryCodesRemaining, IReadOnlyList<SignInFactor> Factors,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? AccountCreated = null);

internal sealed record SignInFactor(string Id, string Type, string Status, string Hint);

/// <summary>The first factor: a password. Until it is right there is one answer, whatever the reason.</summary>
internal static class SignIn
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/sign-ins", Handle).WithName(nameof(SignIn)).WithTags("Sign-ins")
        .WithSummary("Sign in with identifier and password").RequireScope(Scopes.Challenge)
        .Refuses(ProblemKind.NotFound, ProblemKind.InvalidCredentials, ProblemKind.AccountLocked, ProblemKind.TooManySignIns, ProblemKind.Overloaded);

    private static async Task<Results<Ok<SignInResponse>, Problem>> Handle(
        SignInRequest request, Caller caller, RealmCatalog realms, DirectoryDb db, PasswordCheckpoint passwords, EnrollmentClient enrollment,
        SignInTokens tokens, TimeProvider time, CancellationToken stop)
    {
        if (ErrorsOf(request) is { Any: true } errors)
            return errors.ToProblem();
        if (!caller.Sees(request.Realm) || realms.Find(request.Realm) is not { } realm)
            return Problem.NotFound();

        var typed = Identifier.Fold(request.Identifier!);
        var account = await db.FindByIdentifierAsync(realm.Id, typed, stop);
        var source = PasswordSource.Of(account, typed, caller.ClientId, request.Context?.Ip);
        if (await passwords.PassAsync(new PasswordAttempt(AuditEvents.SignIn, realm, account, request.Password!, source), stop) is { } refused)
            return refused;

        var (factors, problem) = await enrollment.GetSummaryAsync(realm.Id, account!.Id, stop);
        if (factors is null)
            return problem!;
        var token = tokens.Begin(account, realm, caller.ClientId, SignInTokens.Password, factors);
        return TypedResults.Ok(SignInAnswer.Of(account, realm, token, factors, time.GetUtcNow()));
    }

    private static RequestErrors ErrorsOf(SignInRequest request) => new RequestErrors()
        .Require("/realm", request.Realm).Require("/identifier", request.Identifier)
        .Require("/password", request.Password?.Reveal(), NewAccount.LongestPassword)
        .Allow("/context/userAgent", request.Context?.UserAgent, RequestContext.LongestUserAgent)
        .CheckAddress(request.Context?.Ip);
}
