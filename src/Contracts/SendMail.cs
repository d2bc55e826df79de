namespace Mfa.Contracts;

/// <summary>Orders one mail. What it says and to whom is sealed: the bus and its queues see ids and times.</summary>
public sealed record SendMail
{
    /// <summary>The same for the same mail however often it is told: it becomes the Message-ID. A code's mail is <c>chl_….N</c>, N its sending from 1.</summary>
    public required string MailId { get; init; }

    public required string Realm { get; init; }

    /// <summary>The folder of the template, such as <c>sign-in-code</c>.</summary>
    public required string Template { get; init; }

    public required string AccountId { get; init; }

    /// <summary>Whose code it carries; null for a notice.</summary>
    public string? ChallengeId { get; init; }

    /// <summary>Three digits that the page shows too; no secret.</summary>
    public string? SessionIdentifier { get; init; }

    /// <summary>The address, sealed under the mail key, base64 (<c>SealedMail</c>).</summary>
    public required string Recipient { get; init; }

    /// <summary>What the template is filled with, sealed under the mail key, base64.</summary>
    public required string Content { get; init; }

    /// <summary>Milliseconds since 1970.</summary>
    public required long CreatedAt { get; init; }

    /// <summary>Milliseconds since 1970: the end of the code, or of the notice's worth. Never sent with less than 60 s left of a code.</summary>
    public required long ExpiresAt { get; init; }
}
