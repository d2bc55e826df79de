namespace Mfa.Realms;

/// <summary>How the realm writes to people.</summary>
public sealed record MailPolicy
{
    /// <summary>The sender's address; null: <c>no-reply@</c> and the host of <see cref="Realm.PublicUrl"/>.</summary>
    public string? From { get; init; }

    /// <summary>The page behind a mail's "this was not me", under <see cref="Realm.PublicUrl"/>; it asks with a button and reports.</summary>
    public string ReportPath { get; init; } = "/report";

    /// <summary>Seconds after a notice in which further changes are gathered, to be told together in the next; 0: each has its own mail.</summary>
    public int NoticePause { get; init; } = 60;
}
