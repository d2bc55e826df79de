using System.Collections.Concurrent;

namespace Mfa.AppHost.Local;

/// <summary>
/// The one thread that starts processes. The kernel sends the parent-death signal when the thread that forked ends, not the program,
/// and threads of the pool end when they are idle.
/// </summary>
internal static class SpawningThread
{
    private static readonly BlockingCollection<Action> Work = [];

    static SpawningThread() => new Thread(Loop) { IsBackground = true, Name = "spawning" }.Start();

    public static Task<T> RunAsync<T>(Func<T> start)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Work.Add(() =>
        {
            try
            {
                done.SetResult(start());
            }
            catch (Exception exception)
            {
                done.SetException(exception);
            }
        });
        return done.Task;
    }

    private static void Loop()
    {
        foreach (var work in Work.GetConsumingEnumerable())
            work();
    }
}
