namespace Mfa.Notifier.Queue;

/// <summary>Wakes the dispatcher: a mail came in, or one on its way ended.</summary>
internal sealed class MailSignal : IDisposable
{
    private readonly SemaphoreSlim _raised = new(0, 1);

    public void Raise()
    {
        lock (_raised)
        {
            if (_raised.CurrentCount == 0)
                _raised.Release();
        }
    }

    /// <summary>Ends when it was raised, or after the pause.</summary>
    public Task WaitAsync(TimeSpan pause, CancellationToken stop) => _raised.WaitAsync(pause, stop);

    public void Dispose() => _raised.Dispose();
}
