namespace Mfa.Testing;

/// <summary>What comes a little later, asked for until it is there.</summary>
public static class Eventually
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <exception cref="TimeoutException">It does not hold within <see cref="Limit"/>.</exception>
    public static Task IsTrueAsync(Func<bool> holds, string what) => IsTrueAsync(holds, () => what);

    /// <param name="what">Asked only when it does not hold, so that it may tell why.</param>
    /// <exception cref="TimeoutException">It does not hold within <see cref="Limit"/>.</exception>
    public static Task IsTrueAsync(Func<bool> holds, Func<string> what) => GetAsync(() => Task.FromResult(holds()), held => held, what, Limit);

    /// <exception cref="TimeoutException">It does not hold within the limit, which is <see cref="Limit"/> unless it is given.</exception>
    public static Task IsTrueAsync(Func<Task<bool>> holds, string what, TimeSpan? limit = null) => GetAsync(holds, held => held, () => what, limit ?? Limit);

    /// <param name="what">Asked only when it does not hold, so that it may tell why.</param>
    /// <exception cref="TimeoutException">It does not hold within <see cref="Limit"/>.</exception>
    public static Task IsTrueAsync(Func<Task<bool>> holds, Func<string> what) => GetAsync(holds, held => held, what, Limit);

    /// <returns>The first value that is as wanted.</returns>
    /// <exception cref="TimeoutException">None is within <see cref="Limit"/> and the grace.</exception>
    public static Task<T> GetAsync<T>(Func<Task<T>> read, Func<T, bool> wanted, string what = "the value that is waited for", TimeSpan grace = default) =>
        GetAsync(read, wanted, () => what, Limit + grace);

    private static async Task<T> GetAsync<T>(Func<Task<T>> read, Func<T, bool> wanted, Func<string> what, TimeSpan limit)
    {
        using var over = new CancellationTokenSource(limit);
        while (true)
        {
            var value = await read();
            if (wanted(value))
                return value;
            if (over.IsCancellationRequested)
                throw new TimeoutException($"Not within {limit.TotalSeconds} s: {what()}; the last was {value}");
            await Task.Delay(Pause, CancellationToken.None);
        }
    }
}
