namespace Mfa.Enrollments.Domain;

/// <summary>A wrong recovery, revocation or reset code. They have a budget of their own, so that guessing at six digits never closes the way out.</summary>
internal sealed class RecoveryGuess
{
    /// <summary>How long one counts.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    public required string Id { get; init; }

    public required string Realm { get; init; }

    public required string AccountId { get; init; }

    public required DateTimeOffset At { get; init; }
}
