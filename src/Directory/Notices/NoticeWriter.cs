using Mfa.Bus.Mail;
using Mfa.Contracts;
using Mfa.Directories.Domain;
using Mfa.Directories.Storage;
using Microsoft.EntityFrameworkCore;

namespace Mfa.Directories.Notices;

/// <summary>
/// Notes what people are to be told of changes of their account, for every confirmed address, within the caller's serialised transaction; what need not
/// wait is sent in the same one.
/// </summary>
internal sealed class NoticeWriter(DirectoryDb db, DirectoryKeys keys, NoticeSender sender, TimeProvider time)
{
    private readonly SealedMail _mail = new(keys.Mail);

    /// <summary>To the address that is, and to those that were when it happened: news may arrive after the address has changed.</summary>
    public async Task WriteAsync(AuditEvent happened, string template, Account account, CancellationToken stop)
    {
        await AddAsync(happened, template, account, stop);
        await sender.SendAsync(account.Id, stop);
    }

    /// <summary>That the account is erased, with all that still waits; nothing of it remains here.</summary>
    public async Task WriteLastAsync(AuditEvent happened, Account account, CancellationToken stop)
    {
        await AddAsync(happened, NoticeTemplates.AccountErased, account, stop);
        await sender.SendLastAsync(account.Id, stop);
    }

    private async Task AddAsync(AuditEvent happened, string template, Account account, CancellationToken stop)
    {
        var mailboxes = await FormerAsync(happened, account, stop);
        if (account is { Email: { } address, EmailVerified: true })
            mailboxes = [Of(account, address), .. mailboxes.Where(mailbox => mailbox.Group != GroupOf(account, address))];
        foreach (var (number, mailbox) in mailboxes.Index())
            db.Add(New(happened, number + 1, template, account, mailbox));
    }

    /// <summary>To both: the account has the new address already.</summary>
    public Task WriteOfNewAddressAsync(AuditEvent happened, Account account, string old, CancellationToken stop)
    {
        db.Add(New(happened, 1, NoticeTemplates.AddressChanged, account, Of(account, old)));
        db.Add(New(happened, 2, NoticeTemplates.AddressConfirmed, account, Of(account, account.Email!)));
        return sender.SendAsync(account.Id, stop);
    }

    /// <summary>As long as the notice of its change is kept, a former address is known by it.</summary>
    private async Task<Mailbox[]> FormerAsync(AuditEvent happened, Account account, CancellationToken stop)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(happened.At);
        var told = await db.Notices.AsNoTracking()
            .Where(notice => notice.AccountId == account.Id && notice.Template == NoticeTemplates.AddressChanged && notice.At > at).ToListAsync(stop);
        return [.. told.DistinctBy(notice => notice.Mailbox).Select(notice => new Mailbox(notice.Mailbox, notice.Recipient))];
    }

    private Mailbox Of(Account account, string address) => new(
        GroupOf(account, address), _mail.Seal(new MailRecipient(address, account.DisplayName, account.Locale, account.Label), account.Realm, account.Id));

    private string GroupOf(Account account, string address) =>
        Convert.ToHexStringLower(keys.Hash.Mac("notice-mailbox", account.Realm, account.Id, address));

    private Notice New(AuditEvent happened, int number, string template, Account account, Mailbox mailbox) => new()
    {
        EventId = happened.Id,
        Number = number,
        Realm = account.Realm,
        AccountId = account.Id,
        Mailbox = mailbox.Group,
        Recipient = mailbox.Recipient,
        Template = template,
        Factor = happened.Factor,
        At = DateTimeOffset.FromUnixTimeMilliseconds(happened.At),
        DueAt = time.GetUtcNow(),
    };

    /// <summary>An address as a notice keeps it.</summary>
    private sealed record Mailbox(string Group, string Recipient);
}
