namespace Mfa.Enrollments.Domain;

/// <summary>
/// That an account was erased: kept for a day, because what was on its way then may write rows of the account anew, which are erased in their turn.
/// </summary>
internal sealed class Erasure
{
    /// <summary>After this nothing of the account is on its way any more.</summary>
    public static readonly TimeSpan Settled = AccountFactors.NewsSettled;

    public required string Realm { get; init; }

    public required string AccountId { get; init; }

    public required DateTimeOffset At { get; init; }
}
