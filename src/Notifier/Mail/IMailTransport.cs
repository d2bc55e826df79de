namespace Mfa.Notifier.Mail;

/// <summary>Hands one mail to the mail server. Variants: our own submission client, MailKit.</summary>
internal interface IMailTransport
{
    /// <param name="permit">Asked once, as late as the variant can, before the content leaves; false holds the mail back (<see cref="MailResultKind.Withheld"/>).</param>
    Task<MailResult> SendAsync(OutgoingMail mail, Func<Task<bool>> permit, CancellationToken stop);
}

/// <summary>A mail as it leaves.</summary>
/// <param name="To">ASCII, checked.</param>
/// <param name="Content">Header and body, RFC 5322: seven-bit, lines of at most 998 octets ending in CRLF.</param>
internal sealed record OutgoingMail(string From, string To, byte[] Content)
{
    /// <summary>Records print their members; these are a person's.</summary>
    public override string ToString() => nameof(OutgoingMail);
}

/// <param name="Reply">The server's code and enhanced status, as <c>451 4.7.1</c>; null when it gave none.</param>
internal readonly record struct MailResult(MailResultKind Kind, string? Reply = null)
{
    /// <summary><c>2xx</c>, <c>4xx</c>, <c>5xx</c>, or <c>none</c>.</summary>
    public string ReplyClass => Reply is [var first, ..] ? first + "xx" : "none";
}

internal enum MailResultKind
{
    HandedOver,

    /// <summary>For good.</summary>
    Refused,

    /// <summary>Surely not delivered; another try may help.</summary>
    Deferred,

    /// <summary>The content was on its way and no answer came: perhaps delivered.</summary>
    Unknown,

    /// <summary>The permit was refused.</summary>
    Withheld,

    /// <summary>Held back because its time is over.</summary>
    Expired,
}
