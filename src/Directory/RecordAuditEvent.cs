using System.Data;
using System.Data.Common;
using MassTransit;
using Mfa.Contracts;
using Mfa.Directories.Accounts;
using Mfa.Directories.Audits;
using Mfa.Directories.Notices;
using Mfa.Directories.Storage;
using Mfa.ServiceDefaults.Problems;
using Mfa.Storage;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories;

/// <summary>
/// Keeps each audit event of the system once, whichever service tells it, how often and in which order, and in the same transaction notes what it means for
/// its account: when its factors changed, and what its person is to be told. Types it does not know are kept too.
/// </summary>
internal sealed class RecordAuditEvent(DirectoryDb db, WriterTurns turns, NoticeWriter notices, TimeProvider time) : IConsumer<AuditEvent>
{
    private const string FactorConfirmed = "factor.confirmed";

    /// <exception cref="DependencyUnavailableException">The event waits in its queue until the database is back: it is never given up.</exception>
    public async Task Consume(ConsumeContext<AuditEvent> context)
    {
        try
        {
            await RecordAsync(context.Message, context.CancellationToken);
        }
        catch (Exception failure) when (failure.GetBaseException() is DbException)
        {
            throw new DependencyUnavailableException("database", failure);
        }
    }

    internal async Task RecordAsync(AuditEvent happened, CancellationToken stop)
    {
        using var turn = await turns.TakeAsync(stop);
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.Serializable, stop);
        if (await db.AuditEvents.AnyAsync(entry => entry.Id == happened.Id, stop))
            return;
        var realm = happened.Realm ?? "";
        var last = await db.AuditEvents.Where(entry => entry.Realm == realm).MaxAsync(entry => (long?)entry.Sequence, stop) ?? 0;
        db.Add(AuditEntry.Of(happened, last + 1, time.GetUtcNow()));
        if (happened is { Type: FactorConfirmed, AccountId: { } account })
            await ProvisionalAccounts.SettleAsync(db, account, stop);
        await NoteAsync(happened, stop);
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
    }

    private async Task NoteAsync(AuditEvent happened, CancellationToken stop)
    {
        var (template, isFactorChange) = (NoticeTemplates.Of(happened), IsFactorChange(happened.Type));
        if ((template is null && !isFactorChange)
            || await db.Accounts.SingleOrDefaultAsync(a => a.Id == happened.AccountId && a.Realm == happened.Realm, stop) is not { } account)
            return;
        if (isFactorChange)
            account.NoteFactorChange(DateTimeOffset.FromUnixTimeMilliseconds(happened.At));
        if (template is not null)
            await notices.WriteAsync(happened, template, account, stop);
    }

    /// <summary>What raises Enrollment's version of the account; a reset does so once its code is used.</summary>
    private static bool IsFactorChange(string type) =>
        (type.StartsWith("factor.", StringComparison.Ordinal) && !type.StartsWith("factor.reset-", StringComparison.Ordinal)) || type is "recovery-codes.issued";
}

/// <summary>The queue <c>audit-events</c>.</summary>
internal sealed class RecordAuditEventDefinition : ConsumerDefinition<RecordAuditEvent>
{
    /// <summary>The database has one writer, for whom people wait too: one is written while the next is read.</summary>
    private const int AtOnce = 2;

    public RecordAuditEventDefinition()
    {
        EndpointName = "audit-events";
        ConcurrentMessageLimit = AtOnce;
    }
}
