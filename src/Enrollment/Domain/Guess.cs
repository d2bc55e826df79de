namespace Mfa.Enrollments.Domain;

/// <summary>A code that was looked at, as far as it still matters. Every guess counts as wrong until Challenge tells better.</summary>
internal sealed class Guess
{
    /// <summary>The charge that counted it.</summary>
    public required string Id { get; init; }

    public required string Realm { get; init; }

    public required string AccountId { get; init; }

    /// <summary><c>totp</c>, <c>email</c> or <c>enrol</c>.</summary>
    public required string Kind { get; init; }

    public required string Session { get; init; }

    /// <summary>Milliseconds on the store's clock.</summary>
    public required long At { get; set; }

    public required string State { get; set; }
}

internal static class GuessState
{
    /// <summary>It counts.</summary>
    public const string Wrong = "wrong";

    /// <summary>Taken back; kept for a day so that a charge told late does not count.</summary>
    public const string Excused = "excused";

    /// <summary>It was right; kept for a day so that what it forgives and is told late does not count.</summary>
    public const string Approved = "approved";
}

internal static class GuessKinds
{
    /// <summary>A pending app's own codes: they count towards nothing that lasts.</summary>
    public const string Enrol = "enrol";
}
