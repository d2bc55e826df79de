using Mfa.Directories.Domain;
using Mfa.Directories.Storage;
using Mfa.InternalApi;
using Mfa.Realms;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Secrets;
using Mfa.ServiceDefaults.Tokens;
using Mfa.Storage;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories.Addresses;

/// <summary>
/// The mailed codes behind pending addresses. Challenge makes and judges them; here stands which one is the account's newest. An order follows the commit
/// of its id and may be repeated.
/// </summary>
internal sealed class AddressProofs(ChallengeClient challenge, DirectoryDb db, WriterTurns turns, RealmCatalog realms, TimeProvider time)
{
    /// <summary>How long after its end Challenge is still asked about a proof.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(5);

    public DateTimeOffset ExpiryOf(Realm realm) => time.GetUtcNow().AddSeconds(realm.Lifetimes.Challenge);

    /// <summary>The caller's, and not confirmed: what others began is as good as nothing.</summary>
    public Task<PendingAddress?> FindAsync(string accountId, Caller caller, CancellationToken stop) => db.PendingAddresses.AsNoTracking()
        .SingleOrDefaultAsync(p => p.AccountId == accountId && p.RelyingParty == caller.ClientId && p.ConfirmedAt == null, stop);

    /// <returns>The account with what is pending as it is now; or why Challenge does not tell.</returns>
    public async Task<Answer<AccountResource>> ShowAsync(Account account, Caller caller, CancellationToken stop)
    {
        if (await FindAsync(account.Id, caller, stop) is not { } pending)
            return new(AccountResource.Of(account, null), null);
        if (pending.ExpiresAt + Remembered < time.GetUtcNow())
            return new(AccountResource.Of(account, Over(pending)), null);
        var (state, problem) = await challenge.GetProofAsync(account.Realm, pending.ChallengeId, stop);
        return Show(account, pending, state, problem);
    }

    /// <summary>Orders the code unless it is known to be ordered; the order's refusal, as of a quota, leaves an address whose code is over.</summary>
    public async Task<Answer<AccountResource>> OrderAndShowAsync(Account account, Caller caller, CancellationToken stop)
    {
        if (await FindAsync(account.Id, caller, stop) is not { Ordered: false } pending)
            return await ShowAsync(account, caller, stop);
        var (state, problem) = await OrderAsync(account, pending, stop);
        return problem?.Kind.Status < StatusCodes.Status500InternalServerError
            ? new(AccountResource.Of(account, Over(pending)), null) : Show(account, pending, state, problem);
    }

    public async Task<Answer<PendingProofState>> OrderAsync(Account account, PendingAddress pending, CancellationToken stop)
    {
        var mailbox = new Mailbox(pending.Address, account.DisplayName, account.Locale, account.Label);
        var ordered = await challenge.BeginMailProofAsync(
            new MailProof(pending.ChallengeId, MailProofPurposes.Address, account.Realm, account.Id, pending.RelyingParty, pending.Session, FactorId: null,
                mailbox, pending.Rebinds, SpendsSignInToken: false, Nonce: null, Network: null, realms.Find(account.Realm)!.Lifetimes.Challenge), stop);
        if (ordered.Value is { } state)
        {
            using var turn = await turns.TakeAsync(stop);
            var expires = Instant(state.ExpiresAt);
            await db.PendingAddresses.Where(p => p.AccountId == account.Id && p.ChallengeId == pending.ChallengeId)
                .ExecuteUpdateAsync(set => set.SetProperty(p => p.Ordered, true).SetProperty(p => p.ExpiresAt, expires), stop);
        }

        return ordered;
    }

    /// <summary>Of a proof that Challenge does not know any more.</summary>
    public static bool IsOver(Problem? problem) => problem?.Kind == ProblemKind.ChallengeOver || problem?.Kind == ProblemKind.NotFound;

    public static Problem NothingPending() => new(ProblemKind.ChallengeOver, "No address waits for this code. Give the address again.");

    public static PendingEmailResource StateOf(PendingAddress pending, PendingProofState state) => state.Status != "pending" ? Over(pending) : new(
        EmailHint.Of(pending.Address), PendingEmailResource.CodeFormat, Instant(state.ExpiresAt), state.AttemptsRemaining,
        state.ResendAvailableAt is { } resend ? Instant(resend) : null,
        state.Delivery is { } mail ? new DeliveryResource(mail.State, mail.At, mail.Attempts, mail.SmtpReply) : null);

    private static Answer<AccountResource> Show(Account account, PendingAddress pending, PendingProofState? state, Problem? problem) => state switch
    {
        not null => new(AccountResource.Of(account, StateOf(pending, state)), null),
        null when IsOver(problem) => new(AccountResource.Of(account, Over(pending)), null),
        null => new(null, problem),
    };

    private static PendingEmailResource Over(PendingAddress pending) =>
        new(EmailHint.Of(pending.Address), PendingEmailResource.CodeFormat, pending.ExpiresAt, 0, null, null);

    private static DateTimeOffset Instant(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
