using Mfa.ServiceDefaults.Problems;

namespace Mfa.Storage;

/// <summary>
/// SQLite has one writer, and whoever waits for it there polls and may starve; on PostgreSQL each who waits for the one writer's lock holds a connection. Within a
/// process the next change waits here, in order and without a thread; what the database itself makes wait is then another process.
/// </summary>
public sealed class WriterTurns : IDisposable
{
    /// <summary>Short enough that a wait here and one in the database fit into a request.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(0.75);

    private readonly SemaphoreSlim? _free;

    private WriterTurns(SemaphoreSlim? free) => _free = free;

    public static WriterTurns InOrder() => new(new SemaphoreSlim(1, 1));

    /// <summary>Nobody waits here.</summary>
    public static WriterTurns Free() => new(null);

    /// <summary>To be held until the change is committed or given up.</summary>
    /// <exception cref="DependencyUnavailableException">The turn did not come in time.</exception>
    public async Task<IDisposable> TakeAsync(CancellationToken stop) =>
        _free is null || await _free.WaitAsync(LongestWait, stop) ? new Turn(_free) : throw new DependencyUnavailableException("database");

    public void Dispose() => _free?.Dispose();

    private sealed class Turn(SemaphoreSlim? free) : IDisposable
    {
        private SemaphoreSlim? _held = free;

        public void Dispose() => Interlocked.Exchange(ref _held, null)?.Release();
    }
}
