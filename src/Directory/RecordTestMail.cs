using System.Data.Common;
using System.Text;
using MassTransit;
using Mfa.Contracts;
using Mfa.Directories.Audits;
using Mfa.Directories.Storage;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Secrets;
using Mfa.Storage;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories;

/// <summary>
/// What became of a test mail goes on record. All outcomes of mails come by here; those of codes and notices are for others and cost a look at their id.
/// </summary>
internal sealed partial class RecordTestMail(DirectoryDb db, WriterTurns turns, DirectoryMetrics metrics, TimeProvider time, ILogger<RecordTestMail> logger)
    : IConsumer<MailDelivery>
{
    /// <exception cref="DependencyUnavailableException">It waits in its queue until the database is back.</exception>
    public async Task Consume(ConsumeContext<MailDelivery> context)
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

    internal async Task RecordAsync(MailDelivery told, CancellationToken stop)
    {
        if (!told.MailId.StartsWith(SendTestMail.Prefix, StringComparison.Ordinal) || told.State == DeliveryStates.Deferred)
            return;
        var (mail, delivered) = (told.MailId[..told.MailId.LastIndexOf('.')], told.State == DeliveryStates.HandedOver);
        var happened = AuditEvents.Of(
            delivered ? AuditEvents.MailTestDelivered : AuditEvents.MailTestFailed, DateTimeOffset.FromUnixTimeMilliseconds(told.At), told.AccountId, told.Realm,
            reason: $"{mail} {told.SmtpReply ?? told.State}") with
        {
            // The same however often it is told.
            Id = OpaqueId.Of("evt_", Encoding.UTF8.GetBytes(told.MailId + told.State)),
        };
        using var turn = await turns.TakeAsync(stop);
        if (await db.AuditEvents.AnyAsync(entry => entry.Id == happened.Id, stop))
            return;
        db.Add(happened.ToRow(time));
        await db.SaveChangesAsync(stop);
        metrics.MailTest(told.State);
        Log.Ended(logger, mail, told.Realm, told.State, told.SmtpReply);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The test mail {Mail} of {Realm} is {State}; the mail server's reply: {Reply}")]
        public static partial void Ended(ILogger logger, string mail, string realm, string state, string? reply);
    }
}

/// <summary>The queue <c>mail-tests</c>.</summary>
internal sealed class RecordTestMailDefinition : ConsumerDefinition<RecordTestMail>
{
    public RecordTestMailDefinition() => EndpointName = "mail-tests";
}
