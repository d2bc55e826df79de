namespace Mfa.Directories.Domain;

/// <summary>That a reported challenge has ended every session of its account: once, however often it is told.</summary>
internal sealed class SessionsEnding
{
    public required string ChallengeId { get; init; }

    public required string AccountId { get; init; }

    public required DateTimeOffset At { get; init; }
}
