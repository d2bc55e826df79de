using System.ComponentModel.DataAnnotations;
using Mfa.Enrollments.Domain;
using Mfa.Enrollments.Storage;
using Mfa.InternalApi;
using Mfa.Realms;
using Mfa.ServiceDefaults.OpenApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Requests;
using Mfa.ServiceDefaults.Secrets;
using Mfa.ServiceDefaults.Tokens;
using Mfa.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Mfa.Enrollments;

/// <param name="Identifier">As the person types it.</param>
/// <param name="RevocationCode">The app's revocation code, or the code of an operator's reset: <c>XXXX-XXXX-XXXX-XXXX</c>; case and dashes do not matter.</param>
internal sealed record RevokeWithCodeRequest(
    [property: Required] string? Realm, [property: Required] string? Identifier, [property: Required] SecretText? Password,
    [property: Required] SecretText? RevocationCode, RequestContext? Context);

/// <param name="Method"><c>rc</c>: the token opens an enrolment without the password. <c>pwd</c>: another factor is active, and the token is an ordinary one.</param>
/// <param name="Factors">What is left.</param>
internal sealed record RevokeWithCodeResponse(
    string AccountId, DisclosedText SignInToken, DateTimeOffset ExpiresAt, string Method, IReadOnlyList<SummarisedFactor> Factors);

/// <summary>
/// POST /v1/factor-revocations: the password and a code end a lost factor, and nothing else: an app's revocation code, or the code of an operator's reset.
/// Until both are right there is one answer. A guess is counted before it is looked at, and what follows is carried through whether the caller is still there
/// or not.
/// </summary>
internal static class RevokeWithCode
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/factor-revocations", Handle).WithName("revokeFactor")
        .WithSummary("End a lost factor with the password and a revocation or reset code")
        .Refuses(ProblemKind.NotFound, ProblemKind.InvalidCredentials, ProblemKind.AccountLocked, ProblemKind.AccountCoolingDown,
            ProblemKind.TooManySignIns, ProblemKind.Overloaded);

    private static async Task<Results<Ok<RevokeWithCodeResponse>, Problem>> Handle(
        RevokeWithCodeRequest request, Caller caller, [AsParameters] Parts parts, CancellationToken stop)
    {
        var code = CrockfordCode.Read(request.RevocationCode?.Reveal());
        if (ErrorsOf(request, code) is { Any: true } errors)
            return errors.ToProblem();
        if (!caller.Sees(request.Realm) || parts.Realms.Find(request.Realm) is not { } realm)
            return Problem.NotFound();
        var check = new PasswordCheck(
            realm.Id, null, request.Identifier, new DisclosedText(request.Password!.Reveal()), caller.ClientId, request.Context?.Ip);
        var password = await parts.Directory.CheckPasswordAsync(check, stop);
        if (password.Value is not { } account)
            return password.Problem!.Kind == ProblemKind.InvalidCredentials ? Wrong() : password.Problem;

        var charge = await parts.Budget.ChargeAsync(realm, account.Id);
        if (charge.Problem is { } spent)
            return spent;
        if (await RevokeAsync(realm.Id, account.Id, code!, charge.GuessId!, caller, parts) is not { } revoked)
            return Wrong();
        // Old sessions end before the new one begins; on a repeat also what an earlier request could not carry over.
        if (!await parts.Changes.DeliverAsync(account.Id))
            return Problem.Unavailable("challenge");
        var left = await GetFactorSummary.ReadAsync(parts.Db, realm.Id, account.Id, CancellationToken.None);
        var method = revoked.AnotherActive ? SessionMethods.Password : SessionMethods.Revocation;
        var session = await parts.Directory.BeginSessionAsync(new SessionOrder(realm.Id, account.Id, caller.ClientId, method, left), CancellationToken.None);
        return session.Value is { } begun
            ? TypedResults.Ok(new RevokeWithCodeResponse(account.Id, begun.SignInToken, begun.ExpiresAt, method, left.Factors)) : session.Problem!;
    }

    private static RequestErrors ErrorsOf(RevokeWithCodeRequest request, byte[]? code) => new RequestErrors()
        .Require("/realm", request.Realm).Require("/identifier", request.Identifier)
        .Require("/password", request.Password?.Reveal())
        .Require("/revocationCode", request.RevocationCode?.Reveal())
        .When(code is null && request.RevocationCode is { Length: > 0 }, "/revocationCode", "16 letters and digits, as XXXX-XXXX-XXXX-XXXX.")
        .CheckContext(request.Context);

    /// <returns>Null: the code is not the account's, or there is none.</returns>
    private static async Task<RevokeOutcome?> RevokeAsync(string realm, string accountId, byte[] code, string guess, Caller caller, Parts parts)
    {
        var db = parts.Db;
        using var turn = await parts.Turns.TakeAsync(CancellationToken.None);
        await using var change = await db.Database.BeginTransactionAsync(CancellationToken.None);
        var (held, now) = (await db.HoldAsync(realm, accountId, CancellationToken.None), parts.Time.GetUtcNow());
        var reset = await db.ResetCodeOfAsync(realm, accountId);
        // Both kinds are looked at, whichever is right: the time tells nothing.
        var byRevocation = parts.Codes.IsRight(held.Revocable, code);
        var byReset = parts.Resets.IsRight(reset, code, now) & held.Heeds(reset);
        if (!byRevocation && !byReset)
            return null;
        var outcome = byRevocation ? held.Revoke(held.Revocable!, now) : held.Reset(reset!, now);
        if (outcome.Changed)
            parts.Changes.Write(held.Account, caller.ClientId, new FactorChange(FactorEvents.Revoked, outcome.Factor, byRevocation ? null : FactorEvents.ByReset));
        await parts.Budget.TakeBackAsync(guess);
        await db.SaveChangesAsync(CancellationToken.None);
        await change.CommitAsync(CancellationToken.None);
        return outcome;
    }

    private static Problem Wrong() => new(ProblemKind.InvalidCredentials, "The identifier, the password or the code is not right.");

    internal sealed record Parts(
        EnrollmentDb Db, WriterTurns Turns, RealmCatalog Realms, DirectoryClient Directory, RecoveryBudget Budget, RevocationCodes Codes,
        ResetCodes Resets, FactorChanges Changes, TimeProvider Time);
}
