using Mfa.Directories.Passwords;
using Mfa.Directories.Storage;
using Mfa.InternalApi;
using Mfa.Realms;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Secrets;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories;

/// <summary>Enrollment asks for the password again; the sign-in's throttle and its one answer hold here too.</summary>
internal static class CheckPassword
{
    public static void Map(IEndpointRouteBuilder inside) => inside.MapPost("/password-checks", Handle).WithName(nameof(CheckPassword));

    private static async Task<Results<Ok<AccountCard>, Problem>> Handle(
        PasswordCheck check, RealmCatalog realms, DirectoryDb db, PasswordCheckpoint passwords, CancellationToken stop)
    {
        if (realms.Find(check.Realm) is not { } realm)
            return Problem.NotFound();
        var account = await db.Accounts.AsNoTracking().SingleOrDefaultAsync(a => a.Id == check.AccountId && a.Realm == check.Realm, stop);
        var source = PasswordSource.Of(account, check.AccountId ?? "", check.RelyingParty, check.Network);
        var attempt = new PasswordAttempt(AuditEvent.PasswordCheck, realm, account, new SecretText(check.Password.Reveal()), source);
        return await passwords.PassAsync(attempt, stop) is { } refused ? refused : TypedResults.Ok(GetAccountCard.CardOf(account!));
    }
}
