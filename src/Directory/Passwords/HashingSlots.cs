using Mfa.ServiceDefaults.Problems;

namespace Mfa.Directories.Passwords;

/// <summary>
/// Hashing takes a core for a tenth of a second, so as many run at once as there are cores, on threads of their own: the pool's stay free for
/// everything else. Some more wait up to a second; the rest are told to come back.
/// </summary>
internal sealed class HashingSlots : IDisposable
{
    /// <summary>About what gets its turn within the longest wait.</summary>
    private static readonly int MostWaiting = 8 * Environment.ProcessorCount;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _free = new(Environment.ProcessorCount);
    private int _waiting;

    /// <summary>Whoever comes now would only wait in vain.</summary>
    public bool AreTaken => Volatile.Read(ref _waiting) >= MostWaiting;

    public static Problem Overloaded() =>
        new(ProblemKind.Overloaded, "More passwords are being hashed than can be done in time. Nothing was done; try again.")
        {
            RetryAfter = TimeSpan.FromSeconds(1),
        };

    /// <returns>False, and nothing was run: there is too much to do.</returns>
    public async Task<bool> RunAsync(Action work, CancellationToken stop)
    {
        if (!await EnterAsync(stop))
            return false;
        try
        {
            await Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            return true;
        }
        finally
        {
            _free.Release();
        }
    }

    public void Dispose() => _free.Dispose();

    private async Task<bool> EnterAsync(CancellationToken stop)
    {
        try
        {
            return Interlocked.Increment(ref _waiting) <= MostWaiting && await _free.WaitAsync(LongestWait, stop);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
