namespace Mfa.Contracts;

/// <summary>What became of a mail. Told in any order and any number of times.</summary>
public sealed record MailDelivery
{
    public required string MailId { get; init; }

    public required string Realm { get; init; }

    public required string AccountId { get; init; }

    public string? ChallengeId { get; init; }

    /// <summary><c>handed-over</c>, <c>deferred</c>, <c>failed</c> or <c>expired</c>; all but <c>deferred</c> are final.</summary>
    public required string State { get; init; }

    /// <summary>Milliseconds since 1970.</summary>
    public required long At { get; init; }

    /// <summary>How often it was tried until then.</summary>
    public required int Attempts { get; init; }

    /// <summary>The server's reply code with its enhanced status (RFC 3463), as <c>550 5.1.1</c>; never its text, which may hold an address.</summary>
    public string? SmtpReply { get; init; }
}

/// <summary>The values of <see cref="MailDelivery.State"/>, and <see cref="Queued"/> before the first.</summary>
public static class DeliveryStates
{
    public const string Queued = "queued";
    public const string HandedOver = "handed-over";
    public const string Deferred = "deferred";
    public const string Failed = "failed";
    public const string Expired = "expired";
}
