using System.Text.Json.Serialization;
using Mfa.Directories.Domain;
using Mfa.Directories.Storage;
using Mfa.Realms;
using Mfa.ServiceDefaults.Secrets;
using Mfa.ServiceDefaults.Tokens;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories;

/// <summary>An account as relying parties see it.</summary>
/// <param name="PendingEmail">An address that waits for its confirmation; told to who began it.</param>
/// <param name="Status"><c>active</c>, <c>locked</c>, or <c>unconfirmed</c>: made with an address that nobody has confirmed yet.</param>
/// <param name="SecurityChangedAt">When the password, the address, a lock or a factor changed last.</param>
internal sealed record AccountResource(
    string Id, string Realm, IReadOnlyList<IdentifierResource> Identifiers, string? Email, bool EmailVerified, PendingEmailResource? PendingEmail,
    string? DisplayName, string Locale, string Status, DateTimeOffset CreatedAt, DateTimeOffset SecurityChangedAt)
{
    public static AccountResource Of(Account account, PendingEmailResource? pending) => new(
        account.Id, account.Realm, [.. account.Identifiers.OrderBy(i => i.Position).Select(IdentifierResource.Of)], account.Email, account.EmailVerified, pending,
        account.DisplayName, account.Locale, StatusOf(account), account.CreatedAt, account.SecurityChangedAt);

    private static string StatusOf(Account account) => account switch
    {
        { Status: AccountStatus.Locked } => "locked",
        { IsUnconfirmed: true } => "unconfirmed",
        _ => "active",
    };
}

internal sealed record IdentifierResource(string Type, string Value)
{
    public static IdentifierResource Of(AccountIdentifier identifier) => new(NameOf(identifier.Type), identifier.Value);

    public static string NameOf(IdentifierType type) => type == IdentifierType.Idnp ? "idnp" : "username";
}

/// <param name="AttemptsRemaining">0: the code is over, and confirms nothing any more.</param>
/// <param name="ResendAvailableAt">Null: this code is not sent again.</param>
/// <param name="Delivery">What became of the mail, where it is known.</param>
internal sealed record PendingEmailResource(
    string Hint, string Format, DateTimeOffset ExpiresAt, int AttemptsRemaining, DateTimeOffset? ResendAvailableAt, DeliveryResource? Delivery)
{
    public const string CodeFormat = "digits-6";
}

/// <param name="State"><c>queued</c>, <c>handed-over</c>, <c>deferred</c>, <c>failed</c> or <c>expired</c>.</param>
/// <param name="SmtpReply">The mail server's, as <c>550 5.1.1</c>.</param>
internal sealed record DeliveryResource(
    string State, DateTimeOffset At, int Attempts, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? SmtpReply);

internal static class AccountLookups
{
    /// <summary>The account with this id in a realm the caller sees; an id of another realm is as unknown as one of none.</summary>
    public static async Task<Account?> SeenByAsync(this IQueryable<Account> accounts, Caller caller, string id, CancellationToken stop) =>
        OpaqueId.IsWellFormed(id, Account.IdPrefix)
            && await accounts.SingleOrDefaultAsync(a => a.Id == id, stop) is { } account && caller.Sees(account.Realm) ? account : null;

    /// <param name="normalised">As <see cref="Identifier.Fold"/> made it.</param>
    public static Task<Account?> FindByIdentifierAsync(this DirectoryDb db, string realm, string normalised, CancellationToken stop) =>
        db.Accounts.AsNoTracking().SingleOrDefaultAsync(a => a.Identifiers.Any(i => i.Realm == realm && i.Normalised == normalised), stop);
}
