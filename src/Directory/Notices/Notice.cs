namespace Mfa.Directories.Notices;

/// <summary>One change that one address is to be told of: waiting until a mail takes it, and kept a day longer, because quota and pause count what was sent.</summary>
internal sealed class Notice
{
    /// <summary>What happened; with <see cref="Number"/> the key.</summary>
    public required string EventId { get; init; }

    /// <summary>From 1: which of the addresses that are told of it.</summary>
    public required int Number { get; init; }

    public required string Realm { get; init; }

    public required string AccountId { get; init; }

    /// <summary>The address as a keyed hash, by which mails to one are known.</summary>
    public required string Mailbox { get; init; }

    /// <summary>The same address, sealed for Notifier when it happened: what becomes of the account's afterwards changes nothing here.</summary>
    public required string Recipient { get; init; }

    /// <summary>The one that tells of this change alone.</summary>
    public required string Template { get; init; }

    public string? Factor { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Not before this it is looked at again.</summary>
    public required DateTimeOffset DueAt { get; set; }

    /// <summary>It waited, or waits, because the account was over its quota.</summary>
    public bool Delayed { get; private set; }

    /// <summary>The mail that tells of it; null as long as it waits.</summary>
    public string? MailId { get; private set; }

    public DateTimeOffset? SentAt { get; private set; }

    public string Key => $"{EventId}.{Number}";

    /// <returns>Whether it was not delayed before.</returns>
    public bool Delay(DateTimeOffset until)
    {
        (var first, Delayed, DueAt) = (!Delayed, true, until);
        return first;
    }

    public void Send(string mailId, DateTimeOffset now) => (MailId, SentAt) = (mailId, now);
}
