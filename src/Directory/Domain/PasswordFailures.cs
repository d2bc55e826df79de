namespace Mfa.Directories.Domain;

/// <summary>
/// Wrong passwords that share a cause. Every attempt is counted as wrong before its password is looked at; a right one is taken back.
/// </summary>
internal sealed class PasswordFailures
{
    private const int MostDoublings = 20;

    /// <summary>A keyed hash of what is counted.</summary>
    public required string Key { get; init; }

    public int Count { get; private set; }

    /// <summary>Until then no attempt is looked at; null: none waits.</summary>
    public DateTimeOffset? ClosedUntil { get; private set; }

    /// <summary>From then on it is as if nothing had been counted.</summary>
    public DateTimeOffset CountedUntil { get; private set; }

    /// <summary>A right password came from here, so what others do elsewhere does not keep its owner out.</summary>
    public DateTimeOffset? KnownUntil { get; private set; }

    public bool IsKnown(DateTimeOffset now) => KnownUntil > now;

    public void Add(FailureLimit limit, DateTimeOffset now)
    {
        Count = CountedUntil > now ? Count + 1 : 1;
        ClosedUntil = Count < limit.Free ? null : now + limit.WaitAfter(Math.Min(Count - limit.Free, MostDoublings));
        CountedUntil = now + limit.Kept;
    }

    /// <summary>One attempt was right or not looked at.</summary>
    public void TakeBack()
    {
        Count = Math.Max(0, Count - 1);
        ClosedUntil = null;
    }

    /// <summary>The password was right: what was mistyped here before it is forgiven.</summary>
    public void Forgive(DateTimeOffset now, TimeSpan known)
    {
        Count = 0;
        ClosedUntil = null;
        KnownUntil = now + known;
    }
}

/// <summary>How many failures are free, and how long each further one makes the next wait.</summary>
/// <param name="Name">As <c>RateLimit-Policy</c> tells it.</param>
internal sealed record FailureLimit(string Name, int Free, TimeSpan FirstWait, TimeSpan LongestWait, TimeSpan Kept)
{
    public TimeSpan WaitAfter(int doublings) => TimeSpan.FromTicks(Math.Min(LongestWait.Ticks, FirstWait.Ticks << doublings));
}
