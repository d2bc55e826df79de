namespace Mfa.Client;

/// <summary>One request to prove one factor.</summary>
public sealed record Challenge
{
    /// <summary>The challenge's id, <c>chl_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Who has to prove it.</summary>
    public required string AccountId { get; init; }

    /// <summary>One of <see cref="FactorTypes"/>.</summary>
    public required string Factor { get; init; }

    /// <summary>One of <see cref="ChallengePurposes"/>.</summary>
    public required string Purpose { get; init; }

    /// <summary>One of <see cref="ChallengeStatuses"/>.</summary>
    public required string Status { get; init; }

    /// <summary>Three digits for the page; the mail shows the same.</summary>
    public string? SessionIdentifier { get; init; }

    /// <summary>How the code looks: <c>digits-6</c>, <c>digits-8</c> or <c>recovery-16</c>.</summary>
    public string? Format { get; init; }

    /// <summary>Where the code went, mostly hidden.</summary>
    public string? Hint { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Until when it can be passed.</summary>
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>How many tries are left.</summary>
    public int AttemptsRemaining { get; init; }

    /// <summary>From when the mail may be asked for again.</summary>
    public DateTimeOffset? ResendAvailableAt { get; init; }

    /// <summary>What became of the mail.</summary>
    public Delivery? Delivery { get; init; }

    /// <summary>In lists: the relying party that asked for it.</summary>
    public string? RelyingParty { get; init; }

    /// <summary>In lists: the key of the service that it was for.</summary>
    public string? Service { get; init; }

    /// <summary>In lists: when it was over.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>For a minute after the approval of a sign-in: the sign-in is complete.</summary>
    public string? Assertion { get; init; }

    /// <summary>For a minute after the approval of <c>manage</c>: recent proof of a factor, for changes.</summary>
    public string? StepUpToken { get; init; }

    /// <summary>Neither assertion nor token is printed.</summary>
    public override string ToString() => $"{nameof(Challenge)} {Id}, {Factor} for {Purpose}: {Status}";
}

/// <summary>A code was right.</summary>
public sealed record ChallengeApproval
{
    /// <summary>The challenge's id, <c>chl_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary><c>approved</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Of a sign-in: check it with an <see cref="AssertionValidator"/>.</summary>
    public string? Assertion { get; init; }

    /// <summary>Of <c>manage</c>: recent proof of a factor, for changes.</summary>
    public string? StepUpToken { get; init; }

    /// <summary>Neither assertion nor token is printed.</summary>
    public override string ToString() => $"{nameof(ChallengeApproval)} of {Id}: {Status}";
}

/// <summary>What became of a report of "this was not me".</summary>
public sealed record ChallengeReport
{
    /// <summary>When it was first reported.</summary>
    public DateTimeOffset ReportedAt { get; init; }

    /// <summary><c>canceled</c>, <c>over</c> or <c>was-approved</c>.</summary>
    public required string Challenge { get; init; }
}

/// <summary>What a challenge is for.</summary>
public static class ChallengePurposes
{
    /// <summary>To sign in: its approval yields an assertion.</summary>
    public const string SignIn = "sign-in";

    /// <summary>To change factors or account: its approval yields a step-up token.</summary>
    public const string Manage = "manage";
}

/// <summary>What <see cref="Challenge.Status"/> says.</summary>
public static class ChallengeStatuses
{
    /// <summary>It can be passed.</summary>
    public const string Pending = "pending";

    /// <summary>It was passed.</summary>
    public const string Approved = "approved";

    /// <summary>Its time is over.</summary>
    public const string Expired = "expired";

    /// <summary>It was given up.</summary>
    public const string Canceled = "canceled";

    /// <summary>Too many codes were wrong.</summary>
    public const string Locked = "locked";

    /// <summary>The account has changed since.</summary>
    public const string Superseded = "superseded";
}
