using Mfa.Bus.Mail;
using Mfa.Contracts;
using Mfa.Directories.Audits;
using Mfa.Directories.Domain;
using Mfa.Directories.Storage;
using Mfa.Outboxes;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories.Notices;

/// <summary>
/// Writes to people about changes of their account: sealed, into the outbox, within the caller's serialised transaction. A confirmed address only, and at
/// most so many a day; what is over the quota is never dropped silently.
/// </summary>
internal sealed partial class NoticeWriter(
    DirectoryDb db, DirectoryKeys keys, DirectoryMetrics metrics, TimeProvider time, ILogger<NoticeWriter> logger)
{
    public const int MostADay = 20;

    public static readonly TimeSpan Day = TimeSpan.FromHours(24);
    private static readonly TimeSpan Worth = TimeSpan.FromHours(24);

    private readonly SealedMail _mail = new(keys.Mail);

    /// <summary>What the event deserves.</summary>
    public async Task WriteForAsync(AuditEvent happened, CancellationToken stop)
    {
        if (NoticeTemplates.Of(happened) is not { } template)
            return;
        var account = await db.Accounts.SingleOrDefaultAsync(a => a.Id == happened.AccountId && a.Realm == happened.Realm, stop);
        if (account is { Email: { } address, EmailVerified: true })
            await WriteAsync(happened, template, account, address, stop);
    }

    /// <summary>To an address that is confirmed, or was until this change.</summary>
    public async Task WriteAsync(AuditEvent happened, string template, Account account, string address, CancellationToken stop)
    {
        var now = time.GetUtcNow();
        var since = now - Day;
        var written = await db.Notices.Where(notice => notice.AccountId == account.Id && notice.At > since).ToListAsync(stop);
        var mailId = happened.Id + ".1";
        // Who holds an account may use the quota up: that its mail goes elsewhere from now on is told whatever was written before.
        if (template != NoticeTemplates.AddressChanged && written.Count(notice => !notice.Withheld) >= MostADay)
        {
            Withhold(mailId, account, now, told: written.Exists(notice => notice.Withheld));
            return;
        }

        db.Add(new Notice { MailId = mailId, AccountId = account.Id, At = now, Withheld = false });
        db.Add(OutboxRow.ForBus(nameof(SendMail), new SendMail
        {
            MailId = mailId,
            Realm = account.Realm,
            Template = template,
            AccountId = account.Id,
            Recipient = _mail.Seal(new MailRecipient(address, account.DisplayName, account.Locale, account.Label), account.Realm, account.Id),
            Content = _mail.Seal(new MailContent { At = happened.At, Factor = happened.Factor }, account.Realm, happened.Id),
            CreatedAt = now.ToUnixTimeMilliseconds(),
            ExpiresAt = (now + Worth).ToUnixTimeMilliseconds(),
        }, ContractsJson.Default.SendMail, time));
    }

    private void Withhold(string mailId, Account account, DateTimeOffset now, bool told)
    {
        metrics.NoticeWithheld();
        if (told)
            return;
        db.Add(new Notice { MailId = mailId, AccountId = account.Id, At = now, Withheld = true });
        db.Add(AuditEvents.Row(AuditEvents.NoticeWithheld, time, null, account.Realm, account.Id));
        Log.Withheld(logger, account.Id, account.Realm, MostADay);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Account {Account} of {Realm} was written to {Quota} times in a day: its further notices of the day are withheld")]
        public static partial void Withheld(ILogger logger, string account, string realm, int quota);
    }
}
