using System.Collections.Concurrent;

namespace Mfa.Client;

/// <summary>Remembers in this process which assertions were used, until they are expired anyway.</summary>
/// <param name="time">The clock; the system's unless it is given.</param>
public sealed class UsedAssertions(TimeProvider? time = null)
{
    private const int CleanEvery = 256;

    private readonly ConcurrentDictionary<string, DateTimeOffset> _used = new(StringComparer.Ordinal);
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private int _uses;

    /// <summary>How many are remembered.</summary>
    public int Count => _used.Count;

    /// <summary>A <see cref="FirstUseCheck"/>.</summary>
    /// <param name="id">The assertion's <c>jti</c>.</param>
    /// <param name="until">From then on it can be forgotten.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public ValueTask<bool> TryUseAsync(string id, DateTimeOffset until, CancellationToken cancellationToken = default)
    {
        if (Interlocked.Increment(ref _uses) % CleanEvery == 0)
            Forget(_time.GetUtcNow());
        return ValueTask.FromResult(_used.TryAdd(id, until));
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var (id, until) in _used)
        {
            if (until < now)
                _used.TryRemove(id, out _);
        }
    }
}
