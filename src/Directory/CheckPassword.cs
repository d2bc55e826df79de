using Mfa.Directories.Audits;
using Mfa.Directories.Domain;
using Mfa.Directories.Passwords;
using Mfa.Directories.Storage;
using Mfa.InternalApi;
using Mfa.Realms;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Secrets;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories;

/// <summary>
/// Enrollment asks for the password again, of an account or of what a person typed; the sign-in's throttle, counted under the same keys, and its one
/// answer hold here too.
/// </summary>
internal static class CheckPassword
{
    public static void Map(IEndpointRouteBuilder inside) => inside.MapPost("/password-checks", Handle).WithName(nameof(CheckPassword));

    private static async Task<Results<Ok<AccountCard>, Problem>> Handle(
        PasswordCheck check, RealmCatalog realms, DirectoryDb db, PasswordCheckpoint passwords, CancellationToken stop)
    {
        var errors = new RequestErrors().Allow("/identifier", check.Identifier)
            .When(check.AccountId is null == check.Identifier is null, "/accountId", "Either this or identifier.");
        if (errors.Any)
            return errors.ToProblem();
        if (realms.Find(check.Realm) is not { } realm)
            return Problem.NotFound();
        var typed = check.Identifier is null ? check.AccountId! : Identifier.Fold(check.Identifier);
        var account = check.Identifier is null
            ? await db.Accounts.AsNoTracking().SingleOrDefaultAsync(a => a.Id == check.AccountId && a.Realm == check.Realm, stop)
            : await db.FindByIdentifierAsync(realm.Id, typed, stop);
        var source = PasswordSource.Of(account, typed, check.RelyingParty, check.Network);
        var attempt = new PasswordAttempt(AuditEvents.PasswordCheck, realm, account, new SecretText(check.Password.Reveal()), source);
        return await passwords.PassAsync(attempt, stop) is { } refused ? refused : TypedResults.Ok(GetAccountCard.CardOf(account!));
    }
}
