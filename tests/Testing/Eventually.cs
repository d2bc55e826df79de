namespace Mfa.Testing;

/// <summary>What comes a little later, asked for until it is there.</summary>
public static class Eventually
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <exception cref="TimeoutException">It does not hold within <see cref="Limit"/>.</exception>
    public static Task IsTrueAsync(Func<bool> holds, string what) => IsTrueAsync(() => Task.FromResult(holds()), what);

    /// <exception cref="TimeoutException">It does not hold within <see cref="Limit"/>.</exception>
    public static Task IsTrueAsync(Func<Task<bool>> holds, string what) => GetAsync(holds, held => held, what);

    /// <returns>The first value that is as wanted.</returns>
    /// <exception cref="TimeoutException">None is within <see cref="Limit"/>.</exception>
    public static async Task<T> GetAsync<T>(Func<Task<T>> read, Func<T, bool> wanted, string what = "the value that is waited for")
    {
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            var value = await read();
            if (wanted(value))
                return value;
            if (limit.IsCancellationRequested)
                throw new TimeoutException($"Not within {Limit.TotalSeconds} s: {what}; the last was {value}");
            await Task.Delay(Pause, CancellationToken.None);
        }
    }
}
