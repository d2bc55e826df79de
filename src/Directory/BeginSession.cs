using Mfa.Directories.Audits;
using Mfa.Directories.Domain;
using Mfa.Directories.Passwords;
using Mfa.Directories.Storage;
using Mfa.Directories.Tokens;
using Mfa.InternalApi;
using Mfa.Realms;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Tokens;
using Mfa.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories;

/// <summary>Begins a session for a person who has shown the password and a revocation code, on the word of Enrollment, which judged the code.</summary>
internal static class BeginSession
{
    public static void Map(IEndpointRouteBuilder inside) => inside.MapPost("/sessions", Handle).WithName(nameof(BeginSession)).RequireService("enrollment");

    private static async Task<Results<Ok<SessionBegun>, Problem>> Handle(
        SessionOrder order, RealmCatalog realms, DirectoryDb db, WriterTurns turns, SignInTokens tokens, TimeProvider time, CancellationToken stop)
    {
        if (order.Method is not (SignInTokens.Password or SignInTokens.Revocation))
            return new RequestErrors().Add("/method", $"{SignInTokens.Password} or {SignInTokens.Revocation}.").ToProblem();
        if (realms.Find(order.Realm) is not { } realm
            || await db.Accounts.AsNoTracking().SingleOrDefaultAsync(a => a.Id == order.AccountId && a.Realm == order.Realm, stop) is not { } account
            || account.IsUnconfirmed)
            return Problem.NotFound();
        if (account.Status == AccountStatus.Locked)
            return PasswordCheckpoint.Locked();

        var token = tokens.Begin(account, realm, order.RelyingParty, order.Method, order.Factors);
        using var turn = await turns.TakeAsync(stop);
        db.Add(AuditEvents.Row(
            AuditEvents.SignIn + AuditEvents.Succeeded, time, order.RelyingParty, account.Realm, account.Id, token.Session, order.Method));
        await db.SaveChangesAsync(stop);
        return TypedResults.Ok(new SessionBegun(token.Text, token.ExpiresAt));
    }
}
