using System.Data;
using Mfa.Directories.Audits;
using Mfa.Directories.Domain;
using Mfa.Directories.Storage;
using Mfa.Outboxes;
using Mfa.Realms;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Secrets;
using Mfa.Storage;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories.Passwords;

/// <summary>
/// The one place where a password is looked at: counted, compared, and taken back if it was right. Until it is right, an account that is unknown,
/// locked or without a password answers as one whose password is wrong, after the same work.
/// </summary>
internal sealed class PasswordCheckpoint(
    DirectoryDb db, WriterTurns turns, PasswordThrottle throttle, PasswordHashing hashing, DirectoryMetrics metrics, TimeProvider time)
{
    /// <returns>Null when the password is right and the account is not locked.</returns>
    public async Task<Problem?> PassAsync(PasswordAttempt attempt, CancellationToken stop)
    {
        if (hashing.IsOverloaded)
            return Overloaded();
        var counted = await throttle.CountAsync(attempt.Realm, attempt.Source, stop);
        if (counted.Refused is not null)
        {
            metrics.Password("throttled");
            return counted.Refused;
        }

        switch (await hashing.IsRightAsync(attempt.Account?.Password, attempt.Password, attempt.Realm, stop))
        {
            case null:
                await NotLookedAtAsync(counted, stop);
                return Overloaded();
            case false:
                metrics.Password("wrong");
                await WasWrongAsync(attempt, stop);
                return new Problem(ProblemKind.InvalidCredentials, "The identifier or the password is not right.");
            case true:
                await WasRightAsync(attempt, attempt.Account!, counted, stop);
                var locked = attempt.Account!.Status == AccountStatus.Locked;
                metrics.Password(locked ? "locked" : "right");
                return locked ? Locked() : null;
        }
    }

    /// <summary>Told only to who has shown the first factor.</summary>
    public static Problem Locked() => new(ProblemKind.AccountLocked, "The account is locked. The realm's help desk can tell more.");

    private Problem Overloaded()
    {
        metrics.Password("overloaded");
        return HashingSlots.Overloaded();
    }

    private async Task WasWrongAsync(PasswordAttempt attempt, CancellationToken stop)
    {
        using var turn = await turns.TakeAsync(stop);
        db.Add(EventOf(attempt, AuditEvents.Failed));
        await db.SaveChangesAsync(stop);
    }

    private async Task NotLookedAtAsync(CountedAttempt counted, CancellationToken stop)
    {
        using var turn = await turns.TakeAsync(stop);
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.Serializable, stop);
        await throttle.TakeBackAsync(counted, right: false, stop);
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
    }

    private async Task WasRightAsync(PasswordAttempt attempt, Account account, CountedAttempt counted, CancellationToken stop)
    {
        var stored = account.Password!;
        var renewed = hashing.IsOld(stored, attempt.Realm) ? await hashing.HashAsync(attempt.Password, attempt.Realm, stop) : null;
        using var turn = await turns.TakeAsync(stop);
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.Serializable, stop);
        if (renewed is not null)
            await db.Accounts.Where(a => a.Id == account.Id && a.PasswordHash == stored.Text).ExecuteUpdateAsync(
                set => set.SetProperty(a => a.PasswordHash, renewed.Text).SetProperty(a => a.PepperVersion, renewed.PepperVersion), stop);
        await throttle.TakeBackAsync(counted, right: true, stop);
        db.Add(account.Status == AccountStatus.Locked ? EventOf(attempt, AuditEvents.Failed, "account-locked") : EventOf(attempt, AuditEvents.Succeeded));
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
    }

    private OutboxRow EventOf(PasswordAttempt attempt, string outcome, string? reason = null) =>
        AuditEvents.Row(attempt.Purpose + outcome, time, attempt.Source.RelyingParty, attempt.Realm.Id, attempt.Account?.Id, reason: reason);
}

/// <param name="Purpose">What it is looked at for: the audit event's type before its outcome.</param>
/// <param name="Account">As it was read for this attempt; null when there is none of this name.</param>
internal sealed record PasswordAttempt(string Purpose, Realm Realm, Account? Account, SecretText Password, PasswordSource Source);
