using Mfa.Directories.Accounts;
using Mfa.Directories.Audits;
using Mfa.Directories.Domain;
using Mfa.Directories.Notices;
using Mfa.Directories.Passwords;
using Mfa.Directories.Storage;
using Mfa.InternalApi;
using Mfa.Outboxes;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Secrets;
using Mfa.ServiceDefaults.Tokens;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories.Addresses;

/// <summary>
/// Addresses that count at once, because somebody whose word is taken says whose they are: an operator with a reason, or a relying party that may vouch by its
/// record. No token of the person stands beside that word: what a password alone shows must not look like a part of it.
/// </summary>
internal sealed class VouchedAddresses(DirectoryDb db, NoticeWriter notices, DirectoryMetrics metrics, TimeProvider time)
{
    private const string Vouched = "vouched";

    public static bool IsAsked(UpdateAccountRequest request) => request.EmailVerified is true;

    public static RequestErrors ErrorsOf(UpdateAccountRequest request, string? stepUp, Caller caller) => new RequestErrors()
        .CheckReason(request.Reason, caller)
        .When(IsAsked(request) && request.Email is null, "/emailVerified", "There is no address.")
        .When(IsAsked(request) && (request.SignInToken is not null || stepUp is not null), "/emailVerified", "Vouch for the address, or show a token of the person.")
        .When(request.Email is not null && !IsAsked(request) && caller.IsOperator(), "/emailVerified", "An operator says that the address is the person's: true.");

    /// <returns>Why the caller's word is not taken; null: it is.</returns>
    public async Task<Problem?> CheckAsync(Account account, Caller caller, CancellationToken stop)
    {
        if (caller.IsOperator())
            return null;
        if (!await db.RelyingParties.AnyAsync(r => r.Id == caller.ClientId && r.MayVouchForEmail, stop))
            return new Problem(ProblemKind.Forbidden, "This relying party may not vouch for addresses: leave emailVerified out.");
        return account.Status == AccountStatus.Locked ? PasswordCheckpoint.Locked() : null;
    }

    /// <summary>Ends every session, and both addresses are told. Within the caller's serialised transaction.</summary>
    /// <returns>The proof of the address that waited until then.</returns>
    public async Task<string?> TakeAsync(Account account, UpdateAccountRequest request, Caller caller, CancellationToken stop)
    {
        var pending = await db.PendingAddresses.SingleOrDefaultAsync(p => p.AccountId == account.Id, stop);
        if (pending is not null)
            db.Remove(pending);
        var old = account.EmailVerified ? account.Email : null;
        if (old is null || !EmailAddress.AreSame(old, request.Email!))
            await ChangeAsync(account, old, request, caller, stop);
        return pending is { ConfirmedAt: null } ? pending.ChallengeId : null;
    }

    private async Task ChangeAsync(Account account, string? old, UpdateAccountRequest request, Caller caller, CancellationToken stop)
    {
        var now = time.GetUtcNow();
        account.ChangeAddress(request.Email!, by: null, now);
        var happened = AuditEvents.Of(old is null ? AuditEvents.EmailConfirmed : AuditEvents.EmailChanged, now, caller.ClientId, account.Realm, account.Id,
            reason: request.Reason ?? Vouched);
        db.AddRange(
            VersionRaises.Row(account, time), happened.ToRow(time),
            OutboxRow.Put("enrollment", EnrollmentClient.AddressPath(account.Id),
                new AddressChange(account.Realm, EmailHint.Of(request.Email!), account.Version), InternalJson.Default.AddressChange, time));
        if (old is not null)
            await notices.WriteOfNewAddressAsync(happened, account, old, stop);
        metrics.Address(old is null ? "confirmed" : "changed");
    }
}
