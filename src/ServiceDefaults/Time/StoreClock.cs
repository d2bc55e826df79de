namespace Mfa.ServiceDefaults.Time;

/// <summary>The store's time as this process knows it: the last time seen there plus our own monotonic time since.</summary>
public sealed class StoreClock(TimeProvider time)
{
    private Sight _last = new(time.GetUtcNow().ToUnixTimeMilliseconds(), time.GetTimestamp());

    /// <summary>Milliseconds since 1970 on the store's clock.</summary>
    public long Now
    {
        get
        {
            var last = Volatile.Read(ref _last);
            return last.StoreTime + (long)time.GetElapsedTime(last.Timestamp).TotalMilliseconds;
        }
    }

    public long DeadlineIn(TimeSpan limit) => Now + (long)limit.TotalMilliseconds;

    public void Saw(long storeTime) => Volatile.Write(ref _last, new Sight(storeTime, time.GetTimestamp()));

    private sealed record Sight(long StoreTime, long Timestamp);
}
