namespace Mfa.Directories.Notices;

/// <summary>That a notice was written, or withheld: ids and times, for the quota.</summary>
internal sealed class Notice
{
    public required string MailId { get; init; }

    public required string AccountId { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>It was over the quota; told once a day in the audit log, of which this is the mark.</summary>
    public required bool Withheld { get; init; }
}
