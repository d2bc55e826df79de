using System.Text;
using Mfa.Bus.Mail;
using Mfa.Contracts;
using Mfa.Directories.Audits;
using Mfa.Directories.Storage;
using Mfa.Outboxes;
using Mfa.Realms;
using Mfa.ServiceDefaults.Secrets;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories.Notices;

/// <summary>
/// Writes the mails of what waits for one account, one to each address, into the outbox and within the caller's serialised transaction: two senders never
/// take the same notice. The first change is told at once, those that follow within the realm's pause together after it; over the day's quota they wait for
/// the day's window, and none is ever dropped.
/// </summary>
internal sealed partial class NoticeSender(
    DirectoryDb db, DirectoryKeys keys, RealmCatalog realms, DirectoryMetrics metrics, TimeProvider time, ILogger<NoticeSender> logger)
{
    /// <summary>Mails an account.</summary>
    public const int MostADay = 20;

    /// <summary>Notifier takes mails of a bounded size only; what is over it follows in another.</summary>
    public const int MostInAMail = 100;

    public static readonly TimeSpan Day = TimeSpan.FromHours(24);
    private static readonly TimeSpan Worth = TimeSpan.FromHours(24);

    private readonly SealedMail _mail = new(keys.Mail);

    /// <summary>To be saved by the caller.</summary>
    public async Task SendAsync(string accountId, CancellationToken stop)
    {
        // Local has what the caller has just added too.
        await db.Notices.Where(notice => notice.AccountId == accountId && notice.SentAt == null).LoadAsync(stop);
        var waiting = db.Notices.Local.Where(notice => notice.AccountId == accountId && notice.SentAt is null).ToArray();
        if (waiting.Length == 0)
            return;
        var now = time.GetUtcNow();
        var sent = await SentAsync(accountId, now - Day, stop);
        foreach (var notices in waiting.GroupBy(notice => notice.Mailbox))
            SendOrWait(InOrder(notices), sent, now);
    }

    private static Notice[] InOrder(IEnumerable<Notice> notices) =>
        [.. notices.OrderBy(notice => notice.At).ThenBy(notice => notice.Key, StringComparer.Ordinal)];

    /// <summary>All that waits for an account that is no more, whatever was sent before; no notice of it is kept. To be saved by the caller.</summary>
    public async Task SendLastAsync(string accountId, CancellationToken stop)
    {
        await db.Notices.Where(notice => notice.AccountId == accountId).LoadAsync(stop);
        var notices = db.Notices.Local.Where(notice => notice.AccountId == accountId).ToArray();
        foreach (var waiting in notices.Where(notice => notice.SentAt is null).GroupBy(notice => notice.Mailbox))
        {
            foreach (var mail in InOrder(waiting).Chunk(MostInAMail))
                Write(mail, time.GetUtcNow());
        }

        db.RemoveRange(notices);
    }

    /// <summary>The mails of the account since then, oldest first.</summary>
    private async Task<List<SentMail>> SentAsync(string accountId, DateTimeOffset since, CancellationToken stop)
    {
        var told = await db.Notices.AsNoTracking().Where(notice => notice.AccountId == accountId && notice.SentAt > since)
            .Select(notice => new { notice.MailId, notice.Mailbox, notice.SentAt, notice.Delayed }).Distinct().ToListAsync(stop);
        return [.. told.GroupBy(notice => notice.MailId).Select(mail => new SentMail(mail.First().Mailbox, mail.First().SentAt!.Value, mail.Any(notice => notice.Delayed)))
            .OrderBy(mail => mail.At)];
    }

    private void SendOrWait(Notice[] notices, List<SentMail> sent, DateTimeOffset now)
    {
        var realm = notices[0].Realm;
        var pause = TimeSpan.FromSeconds((realms.Find(realm)?.Mail ?? new MailPolicy()).NoticePause);
        if (sent.FindLast(mail => mail.Mailbox == notices[0].Mailbox)?.At + pause is { } due && due > now)
        {
            Array.ForEach(notices, notice => notice.DueAt = due);
        }
        // Who holds an account may use the quota up: that its mail goes elsewhere from now on is told whatever was written before.
        else if (sent.Count >= MostADay && !Array.Exists(notices, notice => notice.Template == NoticeTemplates.AddressChanged))
        {
            Delay(notices, sent, sent[^MostADay].At + Day);
        }
        else
        {
            Write(notices[..Math.Min(notices.Length, MostInAMail)], now);
            sent.Add(new SentMail(notices[0].Mailbox, now, Delayed: notices[0].Delayed));
            Array.ForEach(notices[Math.Min(notices.Length, MostInAMail)..], notice => notice.DueAt = now + pause);
        }
    }

    private void Delay(Notice[] notices, List<SentMail> sent, DateTimeOffset until)
    {
        var told = sent.Exists(mail => mail.Delayed) || Array.Exists(notices, notice => notice.Delayed);
        metrics.NoticeDelayed(notices.Count(notice => notice.Delay(until)));
        if (told)
            return;
        var (account, realm) = (notices[0].AccountId, notices[0].Realm);
        db.Add(AuditEvents.Row(AuditEvents.NoticeDelayed, time, null, realm, account));
        Log.Delayed(logger, account, realm, MostADay, until);
    }

    private void Write(Notice[] notices, DateTimeOffset now)
    {
        var (last, id) = (notices[^1], MailIdOf(notices));
        var content = notices.Length == 1 ? new MailContent { At = ToMilliseconds(last.At), Factor = last.Factor } : new MailContent
        {
            At = ToMilliseconds(last.At),
            Changes = [.. notices.Select(notice => new MailChange(ToMilliseconds(notice.At), notice.Template, notice.Factor))],
        };
        db.Add(OutboxRow.ForBus(new SendMail
        {
            MailId = id,
            Realm = last.Realm,
            Template = notices.Length == 1 ? last.Template : NoticeTemplates.AccountChanges,
            AccountId = last.AccountId,
            Recipient = last.Recipient,
            Content = _mail.Seal(content, last.Realm, id[..id.LastIndexOf('.')]),
            CreatedAt = ToMilliseconds(now),
            ExpiresAt = ToMilliseconds(now + Worth),
        }, time));
        Array.ForEach(notices, notice => notice.Send(id, now));
    }

    /// <summary>The same for the same notices, so that Notifier knows a mail it has had.</summary>
    private static string MailIdOf(Notice[] notices) =>
        notices.Length == 1 ? notices[0].Key : OpaqueId.Of("ntc_", Encoding.UTF8.GetBytes(string.Join('|', notices.Select(notice => notice.Key)))) + ".1";

    private static long ToMilliseconds(DateTimeOffset at) => at.ToUnixTimeMilliseconds();

    private sealed record SentMail(string Mailbox, DateTimeOffset At, bool Delayed);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Account {Account} of {Realm} was written to {Quota} times in a day: its further notices wait until {Until}")]
        public static partial void Delayed(ILogger logger, string account, string realm, int quota, DateTimeOffset until);
    }
}
