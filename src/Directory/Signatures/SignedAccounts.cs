using System.Data;
using Mfa.Directories.Accounts;
using Mfa.Directories.Audits;
using Mfa.Directories.Domain;
using Mfa.Directories.Passwords;
using Mfa.Directories.Storage;
using Mfa.Directories.Tokens;
using Mfa.InternalApi;
using Mfa.Realms;
using Mfa.ServiceDefaults.Problems;
using Mfa.Storage;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories.Signatures;

/// <summary>
/// Signs the person of an accepted signature in. One transaction spends the text, finds or makes the account and writes what is told of it: of two that
/// come at once with one text, one does; of two with one new identifier, one makes the account and the other finds it.
/// </summary>
internal sealed class SignedAccounts(
    DirectoryDb db, WriterTurns turns, SignInTokens tokens, ReservedIdentifiers reserved, EnrollmentClient enrollment, TimeProvider time)
{
    private const int MostRounds = 3;

    /// <summary>What Enrollment says of an account it never heard of.</summary>
    private static readonly FactorSummary NoFactors = new(0, null, 0, false, 0, []);

    public static Problem Over() => new(ProblemKind.ChallengeOver, "This text was used, has expired, or too many signatures over it were not accepted. Ask for another.");

    public async Task<(SignInResponse? Response, Problem? Problem)> SignInAsync(
        SignatureRequest asked, Realm realm, Identifier identifier, CancellationToken stop)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            var seen = await db.FindByIdentifierAsync(realm.Id, identifier.Normalised, stop);
            var factors = NoFactors;
            if (seen is { IsUnconfirmed: false })
            {
                var (summary, problem) = await enrollment.GetSummaryAsync(realm.Id, seen.Id, stop);
                if (summary is null)
                    return (null, problem);
                factors = summary;
            }

            try
            {
                if (await EnterAsync(asked, realm, identifier, seen, factors, stop) is { } entered)
                    return entered;
            }
            catch (DbUpdateException taken) when (taken.IsUniqueViolation())
            {
                // Another made the account meanwhile: it is found in the next round.
                db.ChangeTracker.Clear();
            }
        }

        return (null, new Problem(ProblemKind.Conflict, "The account was changed meanwhile. Send the signature again."));
    }

    /// <returns>Null: there is another account of this identifier now, or none any more.</returns>
    private async Task<(SignInResponse? Response, Problem? Problem)?> EnterAsync(
        SignatureRequest asked, Realm realm, Identifier identifier, Account? seen, FactorSummary factors, CancellationToken stop)
    {
        using var turn = await turns.TakeAsync(stop);
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.Serializable, stop);
        var now = time.GetUtcNow();
        var spent = await db.SignatureRequests.Where(r => r.Id == asked.Id && r.UsedAt == null && r.ExpiresAt > now)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.UsedAt, now), stop);
        if (spent == 0)
            return (null, Over());
        var account = await db.Accounts.SingleOrDefaultAsync(a => a.Identifiers.Any(i => i.Realm == realm.Id && i.Normalised == identifier.Normalised), stop);
        if (account?.Id != seen?.Id || account?.IsUnconfirmed != seen?.IsUnconfirmed)
        {
            db.ChangeTracker.Clear();
            return null;
        }

        var entered = await EnterAsync(asked, realm, identifier, account, factors, now, stop);
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return entered;
    }

    private async Task<(SignInResponse? Response, Problem? Problem)> EnterAsync(
        SignatureRequest asked, Realm realm, Identifier identifier, Account? account, FactorSummary factors, DateTimeOffset now, CancellationToken stop)
    {
        if (account is { Status: AccountStatus.Locked })
        {
            db.Add(AuditEvents.Row(
                AuditEvents.SignIn + AuditEvents.Failed, time, asked.RelyingParty, realm.Id, account.Id, reason: ProblemKind.AccountLocked.Code));
            return (null, PasswordCheckpoint.Locked());
        }

        if (account is { IsUnconfirmed: true })
        {
            // Whoever made it has not shown to be this person: nothing of it is taken over.
            db.Entry(account).State = EntityState.Detached;
            await db.EraseAsync(account, "unconfirmed", asked.RelyingParty, time, stop);
            account = null;
        }

        var made = account is null;
        account ??= await MakeAsync(asked, realm, identifier, now, stop);
        account.AwaitFactor(factors.IsOwed() || !(made || account.IsProvisional) ? null : now.AddSeconds(realm.Lifetimes.ProvisionalAccount));
        var token = tokens.Begin(account, realm, asked.RelyingParty, SignInTokens.Signature, factors);
        db.Add(AuditEvents.Row(
            AuditEvents.SignIn + AuditEvents.Succeeded, time, asked.RelyingParty, realm.Id, account.Id, token.Session, SignInTokens.Signature));
        return (SignInAnswer.Of(account, realm, token, factors, now) with { AccountCreated = made }, null);
    }

    private async Task<Account> MakeAsync(SignatureRequest asked, Realm realm, Identifier identifier, DateTimeOffset now, CancellationToken stop)
    {
        var account = NewAccount.Make(realm, [identifier], displayName: null, realm.DefaultLocale, now);
        // The signature says that it is the same person: an identifier reserved after an erasure is reserved for nobody else.
        await reserved.ReleaseAsync(account, stop);
        db.Add(account);
        db.Add(AuditEvents.Row(AuditEvents.AccountCreated, time, asked.RelyingParty, realm.Id, account.Id, reason: SignInTokens.Signature));
        return account;
    }
}
